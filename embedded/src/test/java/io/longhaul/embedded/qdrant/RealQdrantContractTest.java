package io.longhaul.embedded.qdrant;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "QDRANT_TEST_URL",
        matches = "https?://.+",
        disabledReason = "No real Qdrant to hold the contract to: set QDRANT_TEST_URL to its gRPC address, such as"
                + " http://localhost:6334, and QDRANT_TEST_API_KEY if it asks for a key")
class RealQdrantContractTest extends QdrantContract {
    private static final int USUAL_GRPC_PORT = 6334;

    private static QdrantClient client;

    @BeforeAll
    static void connect() {
        URI url = URI.create(System.getenv("QDRANT_TEST_URL"));
        QdrantGrpcClient.Builder builder = QdrantGrpcClient.newBuilder(
                url.getHost(), url.getPort() < 0 ? USUAL_GRPC_PORT : url.getPort(), "https".equals(url.getScheme()));
        String apiKey = System.getenv("QDRANT_TEST_API_KEY");
        if (apiKey != null) {
            builder.withApiKey(apiKey);
        }
        client = new QdrantClient(builder.build());
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Override
    public QdrantClient client() {
        return client;
    }
}
