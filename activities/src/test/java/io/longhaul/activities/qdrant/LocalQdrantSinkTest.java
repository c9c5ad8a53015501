package io.longhaul.activities.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.embedded.qdrant.LocalQdrant;
import io.longhaul.workflows.engine.FailureKind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalQdrantSinkTest extends QdrantSinkContract {

    private static final String KEY = "a-key";
    private static LocalQdrant qdrant;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        qdrant = LocalQdrant.start(data, 0, KEY);
    }

    @AfterAll
    static void stop() throws Exception {
        qdrant.close();
    }

    @Override
    QdrantSettings server() {
        return new QdrantSettings("127.0.0.1", qdrant.port(), false, KEY);
    }

    @Test
    void aWrongKeyIsNamedAndNotShown() {
        QdrantSettings wrong = new QdrantSettings("127.0.0.1", qdrant.port(), false, "s3cret");
        try (QdrantSink sink = new QdrantSink(wrong)) {
            assertThatThrownBy(() -> sink.describe("memos"))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAUTHORIZED))
                    .hasMessageContaining("QDRANT_API_KEY")
                    .hasMessageNotContaining("s3cret");
        }
    }
}
