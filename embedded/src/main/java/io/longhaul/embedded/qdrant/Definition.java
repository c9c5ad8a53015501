package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.ShardingMethod;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.util.regex.Pattern;

/**
 * The definition a collection was created with. What only makes a real Qdrant faster or smaller (HNSW, quantization, segments) is kept
 * and shown but changes nothing here; what would change answers is refused.
 */
final class Definition {
    private static final int LONGEST_NAME = 255;
    private static final Pattern FORBIDDEN = Pattern.compile("[<>:\"/\\\\|?*\\x00\\x1f]");
    /** Qdrant's own limit. */
    private static final long MOST_DIMENSIONS = 65_536;

    private Definition() {}

    static void check(CreateCollection definition) {
        String name = definition.getCollectionName();
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || FORBIDDEN.matcher(name).find()) {
            throw Refusal.wrongInput("Collection name `" + name + "` must have 1 to " + LONGEST_NAME
                    + " characters, and none of < > : \" / \\ | ? *");
        }
        Refusal.unimplementedIf(definition.hasSparseVectorsConfig(), "sparse vectors");
        Refusal.unimplementedIf(definition.hasStrictModeConfig(), "strict mode");
        Refusal.unimplementedIf(
                definition.hasShardingMethod() && definition.getShardingMethod() != ShardingMethod.Auto,
                "custom sharding");
        VectorParams vectors = vectors(definition);
        if (vectors.getSize() < 1 || vectors.getSize() > MOST_DIMENSIONS) {
            throw Refusal.wrongInput("Vector size must be 1 to " + MOST_DIMENSIONS + ", got "
                    + Long.toUnsignedString(vectors.getSize()));
        }
        Metric.of(vectors.getDistance());
        Refusal.unimplementedIf(vectors.hasMultivectorConfig(), "multi-vectors");
        Refusal.unimplementedIf(
                vectors.getDatatype() == Datatype.Uint8 || vectors.getDatatype() == Datatype.Float16,
                "vectors of other numbers than 32-bit floats");
    }

    static VectorParams vectors(CreateCollection definition) {
        return switch (definition.getVectorsConfig().getConfigCase()) {
            case PARAMS -> definition.getVectorsConfig().getParams();
            case PARAMS_MAP -> throw Refusal.notImplemented("named vectors (only a single unnamed vector)");
            case CONFIG_NOT_SET -> throw Refusal.notImplemented("collections without vectors");
        };
    }

    static CollectionConfig config(CreateCollection definition) {
        CollectionConfig.Builder config = CollectionConfig.newBuilder()
                .setHnswConfig(definition.getHnswConfig())
                .setOptimizerConfig(definition.getOptimizersConfig())
                .setWalConfig(definition.getWalConfig())
                .putAllMetadata(definition.getMetadataMap());
        config.getParamsBuilder()
                .setShardNumber(1)
                .setReplicationFactor(1)
                .setWriteConsistencyFactor(1)
                .setOnDiskPayload(definition.getOnDiskPayload())
                .setVectorsConfig(definition.getVectorsConfig());
        if (definition.hasQuantizationConfig()) {
            config.setQuantizationConfig(definition.getQuantizationConfig());
        }
        return config.build();
    }
}
