package io.longhaul.worker.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The outputs of a CDK stack, as {@code aws cloudformation describe-stacks} lists them
 * ({@code [{"OutputKey": …, "OutputValue": …}]}) or as {@code cdk deploy --outputs-file} writes them
 * ({@code {"Stack": {"UserPoolId": …}}}).
 */
final class StackOutputs {

    private static final String USER_POOL = "UserPoolId";

    private static final ObjectMapper JSON = new ObjectMapper();

    private StackOutputs() {}

    /** The id of the user pool; empty where the file has none. */
    static Optional<String> userPool(Path file) throws IOException {
        JsonNode root = JSON.readTree(file.toFile());
        for (JsonNode entry : root) {
            if (entry.path("OutputKey").asText().equals(USER_POOL)) {
                return Optional.of(entry.path("OutputValue").asText());
            }
            if (entry.has(USER_POOL)) {
                return Optional.of(entry.get(USER_POOL).asText());
            }
        }
        return Optional.empty();
    }
}
