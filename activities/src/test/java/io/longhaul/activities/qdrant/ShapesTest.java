package io.longhaul.activities.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.MultiVectorConfig;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import org.junit.jupiter.api.Test;

class ShapesTest {

    private static final VectorParams PLAIN =
            VectorParams.newBuilder().setSize(384).setDistance(Distance.Cosine).build();

    @Test
    void aCollectionOfPlainVectorsHasAShape() {
        CollectionInfo.Builder info = with(VectorsConfig.newBuilder().setParams(PLAIN));
        assertThat(Shapes.of("memos", info.setPointsCount(7).build())).isEqualTo(new CollectionShape(384, "Cosine", 7));
    }

    @Test
    void namedVectorsAreRefused() {
        VectorsConfig.Builder vectors = VectorsConfig.newBuilder();
        vectors.getParamsMapBuilder().putMap("title", PLAIN);
        assertRefused(vectors, "named vectors");
    }

    @Test
    void aCollectionOfSparseVectorsAloneIsRefused() {
        assertRefused(VectorsConfig.newBuilder(), "named vectors or none");
    }

    @Test
    void severalVectorsForAPointAreRefused() {
        VectorParams several = PLAIN.toBuilder()
                .setMultivectorConfig(MultiVectorConfig.getDefaultInstance())
                .build();
        assertRefused(VectorsConfig.newBuilder().setParams(several), "several vectors");
    }

    @Test
    void wholeNumbersAreRefusedAsTheyWouldMakeEveryVectorZero() {
        VectorParams whole = PLAIN.toBuilder().setDatatype(Datatype.Uint8).build();
        assertRefused(VectorsConfig.newBuilder().setParams(whole), "whole numbers");
    }

    private static void assertRefused(VectorsConfig.Builder vectors, String words) {
        assertThatThrownBy(() -> Shapes.of("memos", with(vectors).build()))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.SCHEMA_MISMATCH))
                .hasMessageContaining("collection memos")
                .hasMessageContaining(words)
                .hasMessageContaining("QDRANT_COLLECTION_NAME");
    }

    private static CollectionInfo.Builder with(VectorsConfig.Builder vectors) {
        CollectionInfo.Builder info = CollectionInfo.newBuilder();
        info.getConfigBuilder().getParamsBuilder().setVectorsConfig(vectors);
        return info;
    }
}
