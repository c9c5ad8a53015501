package io.longhaul.worker.settings;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.relational.RelationalSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be migrated to what, and the services that it takes beside the ledger and Temporal. */
public enum KnownRecipe {
    EMBED(EmbedSpec.RECIPE, Tuning.BATCH_SIZE, Backend.MYSQL, Backend.QDRANT, Backend.EMBEDDINGS),
    /** Reading, converting and copying a row takes microseconds, a batch some milliseconds of its own. */
    RELATIONAL(RelationalSpec.RECIPE, 10_000, Backend.TARGET);

    private final String word;
    private final int batchSize;
    private final ImmutableSet<Backend> services;

    KnownRecipe(String word, int batchSize, Backend first, Backend... others) {
        this.word = word;
        this.batchSize = batchSize;
        this.services = Sets.immutableEnumSet(first, others);
    }

    /** Its name in {@code LONGHAUL_RECIPE}, in the ledger and in search attributes. */
    public String word() {
        return word;
    }

    /** How many records a batch has where nothing is set. */
    int batchSize() {
        return batchSize;
    }

    /** Those of its sources and targets. */
    public Set<Backend> services() {
        return services;
    }

    static Optional<KnownRecipe> ofWord(String word) {
        return Arrays.stream(values())
                .filter(recipe -> recipe.word.equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(KnownRecipe::word).toList();
    }
}
