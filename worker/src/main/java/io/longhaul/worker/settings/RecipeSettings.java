package io.longhaul.worker.settings;

import io.longhaul.workflows.engine.Spec;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one kind of migration moves, and how that is called. Where its services are is no part of it. */
public sealed interface RecipeSettings
        permits BackfillSettings, EmbedSettings, RelationalSettings, RepartitionSettings, VectorsSettings {

    KnownRecipe recipe();

    /** The services of its source and target. */
    Set<Backend> services();

    /** Whether the PostgreSQL that takes the data needs pgvector. */
    default boolean pgvector() {
        return false;
    }

    /** How many transactions are a batch, each of as many records as the batch size says. */
    default int transactions() {
        return 1;
    }

    /** For the workflow: without addresses and secrets. */
    Spec spec();

    /** The migration's name where it was given none. */
    String defaultName();

    /** Words as the name of a migration may be. */
    static String nameOf(String words) {
        return words.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
    }

    /**
     * The source in words, the same from run to run: embedded services change their ports.
     *
     * @param all where the source is
     */
    String sourceIdentity(Settings all);

    /** The target in words, the same from run to run. */
    String sinkIdentity(Settings all);

    /** What makes the vectors; empty where none are made. */
    default String modelIdentity() {
        return "";
    }

    /**
     * Whether a run copies into what must be empty, so that the next one begins with a reset; otherwise it compares, and
     * writes what is new or has changed.
     */
    boolean copiesOnce();

    /** The column that says when a row changed last; null where there is none. */
    default @Nullable String updatedColumn() {
        return null;
    }

    /** What goes where, as short as can be: without the services. */
    String brief();

    /** What is set for it, by the names that users know; null for what is not. */
    Map<Setting, @Nullable Object> shown(Settings all);
}
