package io.longhaul.workflows.engine;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.repartition.RepartitionSpec;
import io.longhaul.workflows.vectors.VectorsSpec;

/**
 * What to migrate, in a recipe's own terms. It names tables, collections and models; addresses and secrets are the
 * worker's and never part of it. A new recipe adds its line here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "recipe")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BackfillSpec.class, name = BackfillSpec.RECIPE),
    @JsonSubTypes.Type(value = EmbedSpec.class, name = EmbedSpec.RECIPE),
    @JsonSubTypes.Type(value = RelationalSpec.class, name = RelationalSpec.RECIPE),
    @JsonSubTypes.Type(value = RepartitionSpec.class, name = RepartitionSpec.RECIPE),
    @JsonSubTypes.Type(value = VectorsSpec.class, name = VectorsSpec.RECIPE)
})
public interface Spec {

    /** The recipe's name, as in the ledger and in search attributes. */
    String recipe();

    /** The steps of this kind of migration; to be called from workflow code. */
    Recipe toRecipe();
}
