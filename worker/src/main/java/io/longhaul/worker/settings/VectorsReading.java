package io.longhaul.worker.settings;

import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.Origin;
import io.longhaul.workflows.vectors.SampleQueries;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the vectors recipe moves. */
final class VectorsReading {

    /** Stands in for a name that is missing, which is a problem of its own. */
    private static final String MISSING = "?";

    private static final String PUBLIC = "public";

    private enum From {
        CHROMA,
        PGVECTOR
    }

    private enum To {
        PGVECTOR,
        QDRANT
    }

    private final Values values;
    private final Path directory;
    private final List<String> problems;

    /** @param directory that relative paths begin at */
    VectorsReading(Values values, Path directory, List<String> problems) {
        this.values = values;
        this.directory = directory;
        this.problems = problems;
    }

    VectorsSettings settings() {
        String collection = values.text(Setting.VECTORS_COLLECTION, MISSING);
        if (collection.equals(MISSING)) {
            problems.add("VECTORS_COLLECTION is missing: name the collection to read");
        }
        String path = values.text(Setting.CHROMA_DIRECTORY);
        VectorsSpec spec;
        try {
            spec = new VectorsSpec(
                    source(collection),
                    target(values.text(Setting.VECTORS_TARGET_COLLECTION, collection)),
                    constants(),
                    !values.has(Setting.LONGHAUL_BATCH_SIZE),
                    queries());
        } catch (IllegalArgumentException e) {
            problems.add(Optional.ofNullable(e.getMessage()).orElse("a setting of VECTORS_ is malformed"));
            spec = new VectorsSpec(
                    new Origin.Chroma(MISSING), new Destination.PgVector("public", MISSING), Map.of(), true);
        }
        return new VectorsSettings(
                spec,
                path == null ? null : directory.resolve(path).toAbsolutePath().normalize(),
                values.text(Setting.CHROMA_PROGRAM));
    }

    private Origin source(String collection) {
        return word(Setting.VECTORS_FROM, From.CHROMA, From.values()) == From.CHROMA
                ? new Origin.Chroma(collection)
                : new Origin.PgVector(values.text(Setting.VECTORS_SCHEMA, PUBLIC), collection);
    }

    private Destination target(String collection) {
        return word(Setting.VECTORS_TO, To.PGVECTOR, To.values()) == To.QDRANT
                ? new Destination.Qdrant(collection)
                : new Destination.PgVector(
                        values.text(Setting.VECTORS_TARGET_SCHEMA, PUBLIC),
                        Destination.PgVector.BOOKKEEPING,
                        collection,
                        word(Setting.VECTORS_TYPE, VectorType.VECTOR, VectorType.values()),
                        index());
    }

    /** None where no model is set: stored vectors are searched for then. */
    private @Nullable SampleQueries queries() {
        List<String> texts = values.list(Setting.VECTORS_QUERIES);
        String model = values.text(Setting.EMBEDDING_MODEL);
        if (texts.isEmpty()) {
            return null;
        }
        if (model == null) {
            problems.add(values.where(Setting.VECTORS_QUERIES)
                    + " has texts to search for: name the model that made the vectors in EMBEDDING_MODEL, or leave them"
                    + " out, and stored vectors are searched for");
            return null;
        }
        return new SampleQueries(model, texts);
    }

    private VectorIndex index() {
        return new VectorIndex(
                word(Setting.VECTORS_INDEX, VectorIndex.HNSW.kind(), VectorIndex.Kind.values()),
                values.text(Setting.VECTORS_INDEX_MEMORY, VectorIndex.HNSW.memory()),
                values.number(Setting.VECTORS_INDEX_WORKERS, 0, 1_024, VectorIndex.HNSW.workers()));
    }

    private <E extends Enum<E>> E word(Setting setting, E otherwise, E[] known) {
        String word = values.text(setting, otherwise.name()).toUpperCase(Locale.ROOT);
        return Arrays.stream(known)
                .filter(one -> one.name().equals(word))
                .findFirst()
                .orElseGet(() -> {
                    problems.add(values.where(setting) + " is " + word.toLowerCase(Locale.ROOT) + ": give "
                            + Arrays.stream(known)
                                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(" or ")));
                    return otherwise;
                });
    }

    /** Each as {@code user_id=4711}. */
    private Map<String, String> constants() {
        Map<String, String> constants = new LinkedHashMap<>();
        for (String constant : values.list(Setting.VECTORS_CONSTANTS)) {
            int equals = constant.indexOf('=');
            if (equals < 1) {
                problems.add(values.where(Setting.VECTORS_CONSTANTS) + " has " + constant
                        + ", which is no constant: give each as user_id=4711");
            } else {
                constants.put(
                        constant.substring(0, equals).strip(),
                        constant.substring(equals + 1).strip());
            }
        }
        return constants;
    }
}
