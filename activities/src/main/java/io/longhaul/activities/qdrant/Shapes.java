package io.longhaul.activities.qdrant;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;

/** Whether a collection takes what a migration writes: one unnamed vector of so many dimensions, compared by cosine. */
final class Shapes {

    private static final String WAY_OUT = ": name another collection in QDRANT_COLLECTION_NAME";

    private Shapes() {}

    static CollectionShape of(String collection, CollectionInfo info) {
        VectorsConfig vectors = info.getConfig().getParams().getVectorsConfig();
        if (!vectors.hasParams()) {
            throw mismatch("collection " + collection + " has named vectors or none, Longhaul writes one without a name"
                    + WAY_OUT);
        }
        VectorParams params = vectors.getParams();
        if (params.hasMultivectorConfig()) {
            throw mismatch(
                    "collection " + collection + " has several vectors for each point, Longhaul writes one" + WAY_OUT);
        }
        if (params.getDatatype() == Datatype.Uint8) {
            throw mismatch("collection " + collection + " keeps whole numbers only, which would make every embedding 0"
                    + WAY_OUT);
        }
        return new CollectionShape(
                Math.toIntExact(params.getSize()), params.getDistance().name(), info.getPointsCount());
    }

    static void requireFit(String collection, CollectionShape shape, int dimensions, String model) {
        if (shape.dimensions() != dimensions) {
            throw mismatch(
                    "collection %s has %d dimensions, %s gives %d: name another collection or set EMBEDDING_DIMENSIONS=%d"
                            .formatted(collection, shape.dimensions(), model, dimensions, shape.dimensions()));
        }
        if (!shape.distance().equals(Distance.Cosine.name())) {
            throw mismatch("collection " + collection + " compares by " + shape.distance() + ", embeddings need Cosine"
                    + WAY_OUT);
        }
    }

    private static MigrationException mismatch(String message) {
        return new MigrationException(FailureKind.SCHEMA_MISMATCH, message);
    }
}
