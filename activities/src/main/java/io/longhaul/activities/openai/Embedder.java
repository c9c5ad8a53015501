package io.longhaul.activities.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.LogLevel;
import com.openai.core.Timeout;
import com.openai.errors.OpenAIException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingValue;
import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks an embeddings API for vectors, so many requests at a time, and lets no answer pass that must not be stored.
 *
 * <p>It never repeats a request, as whoever calls it does that and paces it. Asking twice gives the same vectors and is
 * paid twice. An interrupt of the calling thread, and {@link #close}, end a request that is under way at once: its
 * connection is closed, and the call fails as UNAVAILABLE. Safe for use by many threads.
 */
public final class Embedder implements AutoCloseable {

    /** From the first byte sent to the last one read, unless the constructor is told otherwise. */
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

    private final Turns turns;
    private final Calls calls;
    private final OpenAiErrors errors;
    private final OpenAIClient client;

    /**
     * Does not connect; the first request does.
     *
     * @param atATime requests under way; who asks for one more waits
     */
    public Embedder(OpenAiSettings settings, int atATime) {
        this(settings, atATime, TIMEOUT);
    }

    /** @param timeout for a whole request, from its turn on; one that takes longer fails as TIMEOUT */
    public Embedder(OpenAiSettings settings, int atATime, Duration timeout) {
        this.turns = new Turns(atATime);
        this.calls = new Calls(turns);
        this.errors = new OpenAiErrors(settings, Clock.systemUTC());
        OpenAIOkHttpClient.Builder builder = OpenAIOkHttpClient.builder()
                .baseUrl(settings.baseUrl())
                .apiKey(settings.apiKey())
                .maxRetries(0)
                .timeout(Timeout.builder()
                        .connect(CONNECT.compareTo(timeout) < 0 ? CONNECT : timeout)
                        .read(timeout)
                        .write(timeout)
                        .request(timeout)
                        .build())
                // With fewer, those that are not asked for a moment are closed, and the next request begins anew.
                .maxIdleConnections(atATime)
                .keepAliveDuration(KEEP_ALIVE)
                // A redirect would carry the texts to a place that nobody configured.
                .followRedirects(false)
                // Whatever OPENAI_LOG says: its debug level logs texts.
                .logLevel(LogLevel.OFF)
                .addInterceptor(calls);
        if (settings.files().present()) {
            builder.sslSocketFactory(settings.files().socketFactory())
                    .trustManager(settings.files().trustManager());
        }
        this.client = builder.build();
    }

    /**
     * Embeds the texts in one request.
     *
     * @throws MigrationException of kind REJECTED_RECORD if the API refuses one of the texts, without saying which
     */
    public Answer request(EmbeddingModel model, List<String> texts) {
        return request(model, texts, turns.ticket());
    }

    private Answer request(EmbeddingModel model, List<String> texts, long ticket) {
        EmbeddingCreateParams.Builder request =
                EmbeddingCreateParams.builder().model(model.name()).inputOfArrayOfStrings(texts);
        if (model.sendDimensions()) {
            request.dimensions(model.dimensions());
        }
        CreateEmbeddingResponse response = send(request.build(), model, ticket);
        try {
            return new Answer(Arrays.asList(vectors(response, model, texts.size())), tokens(response));
        } catch (OpenAIException | IllegalArgumentException notAsAgreed) {
            throw errors.map(notAsAgreed, model);
        }
    }

    /** Requests of one work, to be sent one after the other; where several works wait, the oldest goes first. */
    EmbeddingRun.Request requests(EmbeddingModel model) {
        long ticket = turns.ticket();
        return texts -> request(model, texts, ticket);
    }

    private CreateEmbeddingResponse send(EmbeddingCreateParams request, EmbeddingModel model, long ticket) {
        try {
            @Nullable
            CreateEmbeddingResponse response =
                    calls.make(ticket, () -> client.embeddings().create(request));
            if (response == null) {
                throw errors.unusable(
                        FailureKind.UNKNOWN, "answered null: does OPENAI_BASE_URL name an embeddings API?");
            }
            return response;
        } catch (Calls.GivenUp e) {
            throw errors.givenUp(String.valueOf(e.getMessage()), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw errors.map(failure, model);
            }
            throw new IllegalStateException("a request failed with an error of the JVM", e);
        }
    }

    private float[][] vectors(CreateEmbeddingResponse response, EmbeddingModel model, int texts) {
        List<Embedding> embeddings = response.data();
        if (embeddings.size() != texts) {
            throw errors.unusable(
                    FailureKind.UNKNOWN,
                    "gave %d vectors for %d texts: it will be tried again".formatted(embeddings.size(), texts));
        }
        float[][] vectors = new float[texts][];
        for (Embedding embedding : embeddings) {
            long index = embedding.index();
            if (index < 0 || index >= texts || vectors[(int) index] != null) {
                throw errors.unusable(
                        FailureKind.UNKNOWN,
                        "gave no vector, or two, for one of %d texts: it will be tried again".formatted(texts));
            }
            vectors[(int) index] = checked(vector(embedding.embeddingValue()), model);
        }
        return vectors;
    }

    private float[] checked(float[] vector, EmbeddingModel model) {
        if (vector.length != model.dimensions()) {
            throw errors.unusable(
                    FailureKind.SCHEMA_MISMATCH,
                    "gave %d dimensions for %s, %d were asked for: set EMBEDDING_DIMENSIONS=%d or another EMBEDDING_MODEL"
                            .formatted(vector.length, model.name(), model.dimensions(), vector.length));
        }
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                throw errors.unusable(
                        FailureKind.UNKNOWN, "gave a vector with a number that is not finite: it will be tried again");
            }
        }
        return vector;
    }

    /** The client asks for Base64, which is a quarter of the size; some APIs answer with numbers all the same. */
    private static float[] vector(EmbeddingValue value) {
        if (value.isBase64()) {
            FloatBuffer numbers = ByteBuffer.wrap(Base64.getDecoder().decode(value.asBase64()))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] vector = new float[numbers.remaining()];
            numbers.get(vector);
            return vector;
        }
        List<Float> numbers = value.asFloats();
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            @Nullable Float number = numbers.get(i);
            vector[i] = number == null ? Float.NaN : number;
        }
        return vector;
    }

    private static long tokens(CreateEmbeddingResponse response) {
        return response._usage()
                .asKnown()
                .flatMap(usage -> usage._totalTokens().asKnown())
                .orElse(0L);
    }

    /** Ends the requests that are under way. */
    @Override
    public void close() {
        calls.close();
        client.close();
    }
}
