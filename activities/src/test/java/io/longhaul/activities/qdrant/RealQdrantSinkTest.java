package io.longhaul.activities.qdrant;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract against the server of QDRANT_TEST_URL, where there is one. */
@EnabledIfEnvironmentVariable(named = "QDRANT_TEST_URL", matches = "\\S+")
class RealQdrantSinkTest extends QdrantSinkContract {

    @Override
    QdrantSettings server() {
        return QdrantSettings.parse(System.getenv("QDRANT_TEST_URL"), System.getenv("QDRANT_TEST_API_KEY"));
    }
}
