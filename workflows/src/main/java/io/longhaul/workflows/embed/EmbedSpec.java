package io.longhaul.workflows.embed;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The main job: a table's text through an embeddings model into a collection.
 *
 * @param table in the database that the worker's {@code MYSQL_*} settings name
 * @param textColumn holds the text to embed
 * @param payloadColumns stored beside the vector; empty means all but the text
 * @param collection in the Qdrant server of the worker's {@code QDRANT_URL}
 * @param model the embeddings model's name
 * @param dimensions of its vectors
 * @param maxTokens the most tokens of a text that the model takes
 * @param overlong what becomes of a longer text
 * @param updatedColumn holds when a row changed last, for later rounds to find those that did; null where there is none
 */
@JsonIgnoreProperties(ignoreUnknown = false)
public record EmbedSpec(
        String table,
        String textColumn,
        List<String> payloadColumns,
        String collection,
        String model,
        int dimensions,
        int maxTokens,
        OverlongPolicy overlong,
        @Nullable String updatedColumn)
        implements Spec {

    public static final String RECIPE = "embed";

    public EmbedSpec {
        payloadColumns = List.copyOf(payloadColumns);
        if (table.isBlank() || textColumn.isBlank() || collection.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException("table, text column, collection and model must be named");
        }
        if (dimensions < 1 || dimensions > 65_536) {
            throw new IllegalArgumentException("dimensions are " + dimensions + ": give 1 to 65536");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max tokens are " + maxTokens + ": give 1 or more");
        }
    }

    @Override
    public String recipe() {
        return RECIPE;
    }

    @Override
    public Recipe toRecipe() {
        return new EmbedRecipe(this);
    }
}
