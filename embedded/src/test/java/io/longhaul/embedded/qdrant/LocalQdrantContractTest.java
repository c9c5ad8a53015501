package io.longhaul.embedded.qdrant;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class LocalQdrantContractTest extends QdrantContract {
    private static LocalQdrant server;
    private static QdrantClient client;

    @BeforeAll
    static void start(@TempDir Path data) throws IOException {
        server = LocalQdrant.start(data, 0);
        client = new QdrantClient(
                QdrantGrpcClient.newBuilder("127.0.0.1", server.port(), false).build());
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    @Override
    public QdrantClient client() {
        return client;
    }
}
