package io.longhaul.workflows.backfill;

import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Spec;
import io.longhaul.workflows.live.IndexSpec;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.live.Step;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a live table. SQL in it is run as the table's owner wrote it.
 *
 * @param table as {@code public.users}
 * @param column that is filled; null where there are only indexes and steps
 * @param pause milliseconds between two batches of one lane
 * @param indexes built when the column is filled
 * @param steps done after them, in this order
 */
public record BackfillSpec(
        String table, @Nullable Fill column, long pause, Limits limits, List<IndexSpec> indexes, List<Step> steps)
        implements Spec {

    public static final String RECIPE = "backfill";

    /**
     * Transactions in a batch. What makes a batch durable costs as much as filling some thousand rows, and writers should wait
     * for few; so a batch has more than one transaction has.
     */
    public static final int TRANSACTIONS = 10;

    /**
     * A column and what it is filled with.
     *
     * @param type of a column that is to be added; null for one that is there
     * @param defaultValue for rows that are inserted without it; null for none
     * @param check a condition on the column; null for none
     * @param value an expression over the row
     * @param where which rows lack their value; null for those where the column is NULL
     * @param trigger what becomes of the trigger that fills rows inserted meanwhile
     */
    public record Fill(
            String name,
            @Nullable String type,
            @Nullable String defaultValue,
            boolean notNull,
            @Nullable String check,
            String value,
            @Nullable String where,
            @Nullable Trigger trigger) {}

    /** What becomes of a trigger when all is filled. */
    public enum Trigger {
        REMOVE,
        KEEP
    }

    public BackfillSpec {
        indexes = List.copyOf(indexes);
        steps = List.copyOf(steps);
        long types = steps.stream().filter(Step.ChangeType.class::isInstance).count();
        if (types > 1 || (types == 1 && column != null)) {
            throw new IllegalArgumentException(
                    "a run fills one column, and each change-type is one: give every further one a spec of its own");
        }
    }

    /** The column whose type is changed; empty where none is. */
    public Optional<Step.ChangeType> changedType() {
        return steps.stream()
                .filter(Step.ChangeType.class::isInstance)
                .map(Step.ChangeType.class::cast)
                .findFirst();
    }

    @Override
    public String recipe() {
        return RECIPE;
    }

    @Override
    public Recipe toRecipe() {
        return new BackfillRecipe(this);
    }
}
