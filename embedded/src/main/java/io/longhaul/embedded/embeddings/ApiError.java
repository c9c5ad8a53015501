package io.longhaul.embedded.embeddings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A refusal as the OpenAI API words it. */
final class ApiError extends Exception {
    private final int status;
    private final String type;
    private final @Nullable String parameter;
    private final @Nullable String code;
    private final @Nullable Duration retryAfter;

    private ApiError(
            int status,
            String type,
            @Nullable String parameter,
            @Nullable String code,
            String message,
            @Nullable Duration retryAfter) {
        super(message);
        this.status = status;
        this.type = type;
        this.parameter = parameter;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    static ApiError invalid(@Nullable String parameter, String message) {
        return new ApiError(400, "invalid_request_error", parameter, null, message, null);
    }

    static ApiError unauthorized() {
        return new ApiError(401, "invalid_request_error", null, "invalid_api_key", "Incorrect API key provided.", null);
    }

    static ApiError notFound(String message) {
        return new ApiError(404, "invalid_request_error", null, null, message, null);
    }

    static ApiError unknownModel(String model) {
        return new ApiError(
                404,
                "invalid_request_error",
                "model",
                "model_not_found",
                "The model `" + model + "` does not exist or you do not have access to it.",
                null);
    }

    static ApiError rateLimited(@Nullable Duration retryAfter) {
        return new ApiError(
                429, "requests", null, "rate_limit_exceeded", "Rate limit reached for requests.", retryAfter);
    }

    static ApiError server(int status) {
        return new ApiError(
                status, "server_error", null, null, "The server had an error while processing your request.", null);
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    @Nullable
    String parameter() {
        return parameter;
    }

    @Nullable
    String code() {
        return code;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
