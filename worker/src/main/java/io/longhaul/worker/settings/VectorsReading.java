package io.longhaul.worker.settings;

import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.Origin;
import io.longhaul.workflows.vectors.SampleQueries;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the vectors recipe moves. */
final class VectorsReading {

    /** Stands in for a name that is missing, which is a problem of its own. */
    private static final String MISSING = "?";

    private static final String PUBLIC = "public";

    /** The collections that come with Longhaul; whoever needs one makes it. */
    private static final List<String> SAMPLES = List.of("glosses", "collections");

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
    private final Set<Backend> named;
    private final List<String> problems;

    /**
     * @param directory that relative paths begin at
     * @param named services that the user names
     */
    VectorsReading(Values values, Path directory, Set<Backend> named, List<String> problems) {
        this.values = values;
        this.directory = directory;
        this.named = named;
        this.problems = problems;
    }

    VectorsSettings settings() {
        String path = values.text(Setting.CHROMA_DIRECTORY);
        String sample = sample(path);
        String collection = collection(sample);
        VectorsSpec spec;
        try {
            spec = new VectorsSpec(
                    source(collection),
                    target(values.text(Setting.VECTORS_TARGET_COLLECTION, collection)),
                    constants(),
                    !values.has(Setting.LONGHAUL_BATCH_SIZE),
                    queries(sample));
        } catch (IllegalArgumentException e) {
            problems.add(Optional.ofNullable(e.getMessage()).orElse("a setting of VECTORS_ is malformed"));
            spec = new VectorsSpec(
                    new Origin.Chroma(MISSING), new Destination.PgVector("public", MISSING), Map.of(), true);
        }
        return new VectorsSettings(
                spec,
                path == null ? null : directory.resolve(path).toAbsolutePath().normalize(),
                values.text(Setting.CHROMA_PROGRAM),
                sample);
    }

    private String collection(@Nullable String sample) {
        String collection = values.text(Setting.VECTORS_COLLECTION, sample == null ? MISSING : sample);
        if (collection.equals(MISSING)) {
            problems.add("VECTORS_COLLECTION is missing: name the collection to read, or set VECTORS_SAMPLE="
                    + SAMPLES.get(0) + " for one that comes with Longhaul");
        }
        return collection;
    }

    /** It is in the embedded Chroma, and its vectors are of the embedded model: nobody should pay for a sample. */
    private @Nullable String sample(@Nullable String path) {
        String sample = values.sample(Setting.VECTORS_SAMPLE, SAMPLES);
        boolean chroma = !values.text(Setting.VECTORS_FROM, "").equalsIgnoreCase(From.PGVECTOR.name());
        if (sample == null) {
            if (chroma && path == null && !named.contains(Backend.CHROMA)) {
                problems.add("CHROMA_URL is missing: name a server, a directory of Chroma's in CHROMA_DIRECTORY, or set"
                        + " VECTORS_SAMPLE=" + SAMPLES.get(0) + " for a collection that comes with Longhaul");
            }
            return null;
        }
        String where = values.where(Setting.VECTORS_SAMPLE) + " is " + sample;
        if (!chroma || path != null || named.contains(Backend.CHROMA) || values.has(Setting.VECTORS_COLLECTION)) {
            problems.add(where + ", which the embedded Chroma holds: set neither CHROMA_URL, CHROMA_DIRECTORY,"
                    + " VECTORS_FROM nor VECTORS_COLLECTION beside it, or remove it");
        }
        if (named.contains(Backend.EMBEDDINGS)) {
            problems.add(where + ", whose vectors are of the embedded model " + KnownModel.MINI_LM.model
                    + ": unset OPENAI_API_KEY and OPENAI_BASE_URL for it, so that nothing is paid");
        }
        return sample;
    }

    private Origin source(String collection) {
        return values.word(Setting.VECTORS_FROM, From.CHROMA) == From.CHROMA
                ? new Origin.Chroma(collection)
                : new Origin.PgVector(values.text(Setting.VECTORS_SCHEMA, PUBLIC), collection);
    }

    private Destination target(String collection) {
        return values.word(Setting.VECTORS_TO, To.PGVECTOR) == To.QDRANT
                ? new Destination.Qdrant(collection)
                : new Destination.PgVector(
                        values.text(Setting.VECTORS_TARGET_SCHEMA, PUBLIC),
                        Destination.PgVector.BOOKKEEPING,
                        collection,
                        values.word(Setting.VECTORS_TYPE, VectorType.VECTOR),
                        index());
    }

    /** None where no model is set: stored vectors are searched for then. */
    private @Nullable SampleQueries queries(@Nullable String sample) {
        List<String> texts = values.list(Setting.VECTORS_QUERIES);
        String model = sample == null ? values.text(Setting.EMBEDDING_MODEL) : KnownModel.MINI_LM.model;
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
                values.word(Setting.VECTORS_INDEX, VectorIndex.HNSW.kind()),
                values.text(Setting.VECTORS_INDEX_MEMORY, VectorIndex.HNSW.memory()),
                values.number(Setting.VECTORS_INDEX_WORKERS, 0, 1_024, VectorIndex.HNSW.workers()));
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
