package io.longhaul.workflows.vectors;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Spec;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection of vectors into a collection elsewhere.
 *
 * @param constants put into the metadata of each record, such as the {@code user_id} it belongs to from now on
 * @param sizedByCount whether the size of a batch follows from how many records there are, instead of the run's tuning
 * @param queries to search both sides for; null to take stored vectors as queries
 */
@JsonIgnoreProperties(ignoreUnknown = false)
public record VectorsSpec(
        Origin source,
        Destination target,
        Map<String, String> constants,
        boolean sizedByCount,
        @Nullable SampleQueries queries)
        implements Spec {

    public static final String RECIPE = "vectors";

    public VectorsSpec {
        constants = Collections.unmodifiableMap(new TreeMap<>(constants));
        constants.forEach((name, value) -> {
            if (name.isBlank() || value.isBlank()) {
                throw new IllegalArgumentException(
                        "a constant of the metadata has no " + (name.isBlank() ? "name" : "value: " + name));
            }
            if (name.indexOf(0) >= 0 || value.indexOf(0) >= 0) {
                throw new IllegalArgumentException("constant " + name.replace("\0", "") + " holds a NUL character");
            }
        });
    }

    /** With stored vectors as queries. */
    public VectorsSpec(Origin source, Destination target, Map<String, String> constants, boolean sizedByCount) {
        this(source, target, constants, sizedByCount, null);
    }

    @Override
    public String recipe() {
        return RECIPE;
    }

    @Override
    public Recipe toRecipe() {
        return new VectorsRecipe(this);
    }
}
