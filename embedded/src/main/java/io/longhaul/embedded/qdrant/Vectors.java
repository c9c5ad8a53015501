package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.Vector;
import java.util.List;

/** Between vectors on the wire and arrays of floats. */
final class Vectors {
    private Vectors() {}

    /** The one unnamed dense vector of a point. */
    static float[] single(io.qdrant.client.grpc.Points.Vectors vectors) {
        return switch (vectors.getVectorsOptionsCase()) {
            case VECTOR -> dense(vectors.getVector());
            case VECTORS -> {
                var named = vectors.getVectors().getVectorsMap();
                for (String name : named.keySet()) {
                    if (!name.isEmpty()) {
                        throw Refusal.unknownVectorName(name);
                    }
                }
                Vector unnamed = named.get("");
                if (unnamed == null) {
                    throw Refusal.wrongInput("Expected some vectors");
                }
                yield dense(unnamed);
            }
            case VECTORSOPTIONS_NOT_SET -> throw Refusal.wrongInput("Expected some vectors");
        };
    }

    // Clients before 1.16 send the numbers in the deprecated field, and real servers still take them from there.
    @SuppressWarnings("deprecation")
    private static float[] dense(Vector vector) {
        return switch (vector.getVectorCase()) {
            case DENSE -> array(vector.getDense().getDataList());
            case VECTOR_NOT_SET -> {
                Refusal.unimplementedIf(vector.hasIndices(), "sparse vectors");
                Refusal.unimplementedIf(vector.hasVectorsCount(), "multi-vectors");
                yield array(vector.getDataList());
            }
            case SPARSE -> throw Refusal.notImplemented("sparse vectors");
            case MULTI_DENSE -> throw Refusal.notImplemented("multi-vectors");
            case DOCUMENT, IMAGE, OBJECT ->
                throw Refusal.notImplemented("inference (documents, images or objects as vectors)");
        };
    }

    static float[] array(List<Float> numbers) {
        float[] array = new float[numbers.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = numbers.get(i);
        }
        return array;
    }

    static DenseVector proto(float[] vector) {
        DenseVector.Builder dense = DenseVector.newBuilder();
        for (float number : vector) {
            dense.addData(number);
        }
        return dense.build();
    }
}
