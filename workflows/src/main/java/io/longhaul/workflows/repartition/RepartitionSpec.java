package io.longhaul.workflows.repartition;

import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Spec;
import io.longhaul.workflows.live.Limits;

/**
 * What becomes of a live table as a whole.
 *
 * @param table as {@code public.chunks}: the name that applications use, before and afterwards
 */
public record RepartitionSpec(String table, Aim aim, Limits limits) implements Spec {

    public static final String RECIPE = "repartition";

    /**
     * Transactions in a batch. What makes a batch durable costs as much as copying some thousand rows, and a transaction into
     * many partitions should not be long; so a batch has more than one transaction has.
     */
    public static final int TRANSACTIONS = 5;

    @Override
    public String recipe() {
        return RECIPE;
    }

    @Override
    public Recipe toRecipe() {
        return aim instanceof Aim.Forward ? new RepartitionRecipe(this) : new ReturnRecipe(this);
    }
}
