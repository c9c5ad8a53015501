package io.longhaul.activities.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.http.Headers;
import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedderTest {

    private static final EmbeddingModel MODEL = EmbeddingModel.of("text-embedding-3-small", 2);
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final List<String> TWO = List.of("first", "second");

    @Test
    void eachTextGetsItsVectorWhateverTheOrderOfTheAnswer() throws Exception {
        String body = ScriptedApi.envelope(
                List.of(ScriptedApi.item(1, ScriptedApi.base64(3, 4)), ScriptedApi.item(0, ScriptedApi.base64(1, 2))));
        try (ScriptedApi api = new ScriptedApi(ScriptedApi.status(200, body));
                Embedder embedder = new Embedder(api.settings(), 4)) {
            Answer answer = embedder.request(MODEL, TWO);
            assertThat(answer.vectors()).containsExactly(new float[] {1, 2}, new float[] {3, 4});
            assertThat(answer.tokens()).isEqualTo(20);

            JsonNode request = api.requests().get(0);
            assertThat(request.path("model").asText()).isEqualTo("text-embedding-3-small");
            assertThat(request.path("dimensions").asInt()).isEqualTo(2);
            assertThat(request.path("input")).extracting(JsonNode::asText).containsExactlyElementsOf(TWO);
        }
    }

    @Test
    void numbersAreReadAsWellAsBase64() throws Exception {
        assertThat(answerTo("[0.5, -2]", "[1e-3, 4]")).containsExactly(new float[] {0.5f, -2}, new float[] {1e-3f, 4});
    }

    @Test
    void anAnswerWithoutTokenCountsIsTaken() throws Exception {
        String body = "{\"data\":[%s]}".formatted(ScriptedApi.item(0, "[1, 2]"));
        try (ScriptedApi api = new ScriptedApi(ScriptedApi.status(200, body));
                Embedder embedder = new Embedder(api.settings(), 4)) {
            assertThat(embedder.request(MODEL, List.of("text")).tokens()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text-embedding-3-large, true",
        "openai/text-embedding-3-small, true",
        "text-embedding-ada-002, false",
        "all-MiniLM-L6-v2, false",
        "my-text-embedding-3-small, false",
    })
    void dimensionsAreSentOnlyToModelsThatTakeThem(String model, boolean sent) throws Exception {
        try (ScriptedApi api = new ScriptedApi(ScriptedApi.status(200, ScriptedApi.answer(List.of("[1, 2]"))));
                Embedder embedder = new Embedder(api.settings(), 4)) {
            embedder.request(EmbeddingModel.of(model, 2), List.of("text"));
            assertThat(api.requests().get(0).has("dimensions")).isEqualTo(sent);
        }
    }

    @Test
    void tooFewOrTooManyVectorsAreAnError() throws Exception {
        assertThat(failureOf("[1, 2]").kind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(failureOf("[1, 2]", "[1, 2]", "[1, 2]")).hasMessageContaining("3 vectors for 2 texts");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 2", "-1, 0"})
    void anIndexThatIsDoubleOrOutsideIsAnError(int first, int second) throws Exception {
        String body =
                ScriptedApi.envelope(List.of(ScriptedApi.item(first, "[1, 2]"), ScriptedApi.item(second, "[1, 2]")));
        MigrationException failure = failure(ScriptedApi.status(200, body));
        assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(failure).hasMessageContaining("for one of 2 texts");
    }

    @Test
    void otherDimensionsAreAnErrorWithTheWayOut() throws Exception {
        MigrationException failure = failureOf("[1, 2]", "[1, 2, 3]");
        assertThat(failure.kind()).isEqualTo(FailureKind.SCHEMA_MISMATCH);
        assertThat(failure)
                .hasMessageContaining("gave 3 dimensions for text-embedding-3-small, 2 were asked for")
                .hasMessageContaining("EMBEDDING_DIMENSIONS=3");
    }

    @Test
    void aNumberThatIsNotFiniteIsAnError() throws Exception {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            MigrationException failure = failureOf("[1, 2]", ScriptedApi.base64(1, bad));
            assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN);
            assertThat(failure).hasMessageContaining("not finite");
        }
        assertThat(failureOf("[1, 2]", "[1, NaN]").kind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(failureOf("[1, 2]", "[1, 1e999]").kind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(failureOf("[1, 2]", "[1, null]").kind()).isEqualTo(FailureKind.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "null",
                "<html>hello</html>",
                "{\"data\":7}",
                "{\"data\":[{\"index\":0,\"embedding\":\"?\"},{\"index\":1,\"embedding\":{}}]}",
                "{\"data\":[{\"embedding\":[1,2]},{\"embedding\":[1,2]}]}"
            })
    void whatIsNoAnswerIsAnError(String body) throws Exception {
        MigrationException failure = failure(ScriptedApi.status(200, body));
        assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(failure).hasMessageContaining("OPENAI_BASE_URL");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "400, invalid_request_error, -,                   -,               REJECTED_RECORD, text",
                "400, invalid_request_error, -,                   input[3],        REJECTED_RECORD, input[3]",
                "400, -,                     -,                   -,               REJECTED_RECORD, 400",
                "413, -,                     -,                   -,               REJECTED_RECORD, 413",
                "422, -,                     -,                   -,               REJECTED_RECORD, 422",
                "400, invalid_request_error, -,                   dimensions,      INVALID_SPEC,    EMBEDDING_DIMENSIONS",
                "400, invalid_request_error, -,                   encoding_format, INVALID_SPEC,    EMBEDDING_MODEL",
                "400, invalid_request_error, model_not_found,     -,               INVALID_SPEC,    EMBEDDING_MODEL",
                "401, invalid_request_error, invalid_api_key,     -,               UNAUTHORIZED,    OPENAI_API_KEY",
                "402, -,                     -,                   -,               UNAUTHORIZED,    quota",
                "403, -,                     -,                   -,               UNAUTHORIZED,    OPENAI_API_KEY",
                "404, invalid_request_error, model_not_found,     model,           INVALID_SPEC,    EMBEDDING_MODEL",
                "404, -,                     -,                   -,               INVALID_SPEC,    OPENAI_BASE_URL",
                "405, -,                     -,                   -,               INVALID_SPEC,    OPENAI_BASE_URL",
                "308, -,                     -,                   -,               INVALID_SPEC,    OPENAI_BASE_URL",
                "408, -,                     -,                   -,               TIMEOUT,         408",
                "409, -,                     -,                   -,               UNAVAILABLE,     409",
                "418, -,                     -,                   -,               UNKNOWN,         418",
                "429, requests,              rate_limit_exceeded, -,               THROTTLED,       rate limit",
                "429, insufficient_quota,    insufficient_quota,  -,               UNAUTHORIZED,    quota",
                "429, insufficient_quota,    -,                   -,               UNAUTHORIZED,    quota",
                "500, server_error,          -,                   -,               UNAVAILABLE,     500",
                "503, -,                     -,                   -,               UNAVAILABLE,     503",
                "529, -,                     -,                   -,               UNAVAILABLE,     529",
            })
    void everyRefusalHasItsKindAndNeverQuotesTheApi(
            int status, String type, String code, String param, FailureKind kind, String words) throws Exception {
        MigrationException failure = failure(ScriptedApi.error(status, type, code, param));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).contains(words, "http://127.0.0.1:").doesNotContain("private", "s3cret", "\n");
    }

    @Test
    void wordsThatAreNoIdentifiersAreNotCarriedOn() throws Exception {
        MigrationException failure = failure(ScriptedApi.error(400, "private text", "my private", "x".repeat(80)));
        assertThat(failure.getMessage()).doesNotContain("private", "xxx");
    }

    @Test
    void aRefusalThatIsNotJsonHasItsKindToo() throws Exception {
        assertThat(failure(ScriptedApi.status(502, "<html>private</html>")).kind())
                .isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(failure(ScriptedApi.status(429, "")).kind()).isEqualTo(FailureKind.THROTTLED);
        assertThat(failure(ScriptedApi.status(400, "\"private\""))).hasMessageNotContaining("private");
    }

    @Test
    void aRequestIsNeverRepeatedByItself() throws Exception {
        try (ScriptedApi api = new ScriptedApi(ScriptedApi.error(500, null, null, null));
                Embedder embedder = new Embedder(api.settings(), 4, PATIENT)) {
            failureOf(embedder);
            assertThat(api.requests()).hasSize(1);
        }
    }

    @Test
    void whatTheServerAsksToWaitIsPassedOn() throws Exception {
        assertThat(failure(ScriptedApi.error(429, null, null, null, "Retry-After", "7"))
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(failure(ScriptedApi.error(503, null, null, null, "Retry-After", "7"))
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(failure(ScriptedApi.error(429, null, null, null)).retryAfter())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "retry-after,    20,                              PT20S",
                "Retry-After,    0.5,                             PT0.5S",
                "retry-after,    'Sat, 21 Nov 2026 08:00:30 GMT', PT30S",
                "retry-after,    'Sat, 21 Nov 2026 07:00:00 GMT', -",
                "retry-after,    0,                               -",
                "retry-after,    -5,                              -",
                "retry-after,    soon,                            -",
                "retry-after-ms, 1500,                            PT1.5S",
                "retry-after-ms, 0.2,                             PT0.001S",
                "x-other,        5,                               -",
            })
    void theDelayIsReadInAllItsForms(String header, String value, Duration wait) {
        Headers headers = Headers.builder().put(header, value).build();
        assertThat(OpenAiErrors.retryAfter(headers, Instant.parse("2026-11-21T08:00:00Z")))
                .isEqualTo(wait);
    }

    @Test
    void millisecondsGoBeforeSeconds() {
        Headers headers = Headers.builder()
                .put("retry-after", "9")
                .put("retry-after-ms", "1500")
                .build();
        assertThat(OpenAiErrors.retryAfter(headers, Instant.EPOCH)).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void anApiThatNeverAnswersIsATimeout() throws Exception {
        try (ScriptedApi api = new ScriptedApi((exchange, request) -> hang());
                Embedder embedder = new Embedder(api.settings(), 4, Duration.ofMillis(300))) {
            assertThat(failureOf(embedder).kind()).isEqualTo(FailureKind.TIMEOUT);
        }
    }

    @Test
    void anAnswerThatTricklesForEverIsATimeout() throws Exception {
        ScriptedApi.Script trickle = (exchange, request) -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.sleep(50);
            }
        };
        try (ScriptedApi api = new ScriptedApi(trickle);
                Embedder embedder = new Embedder(api.settings(), 4, Duration.ofMillis(500))) {
            assertThat(failureOf(embedder).kind()).isEqualTo(FailureKind.TIMEOUT);
        }
    }

    @Test
    void anAnswerThatBreaksOffHalfWayIsUnavailable() throws Exception {
        MigrationException failure = failure((exchange, request) -> {
            byte[] half = "{\"data\":[{\"index\":0,".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, 10_000);
            exchange.getResponseBody().write(half);
            exchange.getResponseBody().flush();
        });
        assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
    }

    @Test
    void nobodyAtThePortIsUnavailable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Embedder embedder =
                new Embedder(new OpenAiSettings("http://127.0.0.1:" + port + "/v1", "key"), 4, PATIENT)) {
            MigrationException failure = failureOf(embedder);
            assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("OPENAI_BASE_URL");
        }
    }

    @Test
    void anUnknownHostIsNamed() {
        OpenAiSettings settings = new OpenAiSettings("http://no-such-host.invalid/v1", "key");
        try (Embedder embedder = new Embedder(settings, 4, PATIENT)) {
            MigrationException failure = failureOf(embedder);
            assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("no-such-host.invalid");
        }
    }

    @Test
    void tlsToAServerWithoutItIsRecognised() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> refusal = CompletableFuture.runAsync(() -> refusePlainly(plain));
            OpenAiSettings https = new OpenAiSettings("https://127.0.0.1:" + plain.getLocalPort() + "/v1", "key");
            try (Embedder embedder = new Embedder(https, 4, PATIENT)) {
                MigrationException failure = failureOf(embedder);
                assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
                assertThat(failure).hasMessageContaining("TLS");
            }
            refusal.get();
        }
    }

    private static void refusePlainly(ServerSocket server) {
        try (Socket caller = server.accept()) {
            caller.getInputStream().read();
            caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // Until the caller hangs up, as closing at once could take the answer back.
            caller.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anInterruptEndsARequestAtOnceAndStaysSet() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedApi api = new ScriptedApi((exchange, request) -> {
                    asked.countDown();
                    hang();
                });
                Embedder embedder = new Embedder(api.settings(), 4, FOR_EVER)) {
            CompletableFuture<MigrationException> given = new CompletableFuture<>();
            CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                given.complete(failureOf(embedder));
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            asked.await();
            caller.interrupt();
            assertThat(given.get().kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(given.get()).hasMessageContaining("interrupted");
            assertThat(stillInterrupted.get()).isTrue();
        }
    }

    @Test
    void closingEndsARequestAtOnceAndRefusesTheNext() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedApi api = new ScriptedApi((exchange, request) -> {
            asked.countDown();
            hang();
        })) {
            Embedder embedder = new Embedder(api.settings(), 4, FOR_EVER);
            CompletableFuture<MigrationException> failure = CompletableFuture.supplyAsync(() -> failureOf(embedder));
            asked.await();
            embedder.close();
            assertThat(failure.get().kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failureOf(embedder)).hasMessageContaining("closed");
        }
    }

    @Test
    void noMoreRequestsAreUnderWayThanItWasToldAndAnInterruptEndsTheWait() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedApi api = new ScriptedApi((exchange, request) -> {
                    requests.incrementAndGet();
                    asked.countDown();
                    hang();
                });
                Embedder embedder = new Embedder(api.settings(), 1, FOR_EVER)) {
            CompletableFuture<MigrationException> first = CompletableFuture.supplyAsync(() -> failureOf(embedder));
            asked.await();
            CompletableFuture<MigrationException> given = new CompletableFuture<>();
            Thread second = new Thread(() -> given.complete(failureOf(embedder)));
            second.start();
            second.interrupt();
            assertThat(given.get().kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(requests).hasValue(1);
            assertThat(first).isNotDone();
        }
    }

    private static void hang() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static List<float[]> answerTo(String... embeddings) throws Exception {
        try (ScriptedApi api = new ScriptedApi(ScriptedApi.status(200, ScriptedApi.answer(List.of(embeddings))));
                Embedder embedder = new Embedder(api.settings(), 4, PATIENT)) {
            return new ArrayList<>(embedder.request(MODEL, TWO).vectors());
        }
    }

    private static MigrationException failureOf(String... embeddings) throws Exception {
        return failure(ScriptedApi.status(200, ScriptedApi.answer(List.of(embeddings))));
    }

    private static MigrationException failure(ScriptedApi.Script script) throws Exception {
        try (ScriptedApi api = new ScriptedApi(script);
                Embedder embedder = new Embedder(api.settings(), 4, PATIENT)) {
            return failureOf(embedder);
        }
    }

    private static MigrationException failureOf(Embedder embedder) {
        return catchThrowableOfType(MigrationException.class, () -> embedder.request(MODEL, TWO));
    }
}
