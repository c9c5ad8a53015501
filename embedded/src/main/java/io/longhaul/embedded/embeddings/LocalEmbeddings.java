package io.longhaul.embedded.embeddings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Real embeddings without a network: an OpenAI-compatible endpoint on 127.0.0.1 over all-MiniLM-L6-v2.
 *
 * <p>The model loads in the background; the first request waits for it. Requests beyond what the machine can take soon
 * are answered as the API does, by 429 with a time to wait.
 */
public final class LocalEmbeddings implements AutoCloseable {
    public static final String MODEL = MiniLm.MODEL;
    public static final int DIMENSIONS = MiniLm.DIMENSIONS;

    private static final int MOST_WAITING_REQUESTS = 64;
    private static final Duration WAIT_WHEN_BUSY = Duration.ofSeconds(1);

    private final ExecutorService cores;
    private final CompletableFuture<MiniLm> model;
    private final Semaphore room = new Semaphore(MOST_WAITING_REQUESTS);
    private final OpenAiEndpoint endpoint;

    private LocalEmbeddings(int port, @Nullable String apiKey) throws IOException {
        this.cores = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), runnable -> {
            Thread thread = new Thread(runnable, "embeddings-model");
            thread.setDaemon(true);
            return thread;
        });
        this.model = CompletableFuture.supplyAsync(LocalEmbeddings::load, cores);
        this.endpoint = OpenAiEndpoint.start(port, MODEL, apiKey, this::answer);
    }

    /**
     * Starts the endpoint; it answers at once, and with vectors as soon as the model is there.
     *
     * @param port 0 for any that is free
     * @param apiKey the key to insist on, or null to take any
     */
    public static LocalEmbeddings start(int port, @Nullable String apiKey) throws IOException {
        return new LocalEmbeddings(port, apiKey);
    }

    private static MiniLm load() {
        try {
            MiniLm model = MiniLm.load();
            // The first run through a network is slow; better now than in the first request.
            model.embed("warm");
            return model;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Reply answer(EmbeddingsRequest request) throws ApiError, InterruptedException {
        if (!request.model().equals(MODEL)) {
            throw ApiError.unknownModel(request.model());
        }
        if (request.dimensions().orElse(DIMENSIONS) != DIMENSIONS) {
            throw ApiError.invalid(
                    "dimensions",
                    "This model has " + DIMENSIONS + " dimensions, not "
                            + request.dimensions().getAsInt() + ".");
        }
        if (!room.tryAcquire()) {
            throw ApiError.rateLimited(WAIT_WHEN_BUSY);
        }
        try {
            MiniLm loaded = model.get();
            int tokens = countTokens(loaded, request.texts());
            return Reply.vectors(request, embed(loaded, request.texts()), tokens);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("no embedding", failure.getCause());
        } finally {
            room.release();
        }
    }

    private int countTokens(MiniLm loaded, List<String> texts)
            throws ApiError, InterruptedException, ExecutionException {
        int sum = 0;
        List<Integer> counts = onAllCores(texts, loaded::tokens);
        for (int i = 0; i < counts.size(); i++) {
            int tokens = counts.get(i);
            if (tokens > MiniLm.MOST_TOKENS) {
                throw ApiError.invalid(
                        "input",
                        "This model's maximum context length is " + MiniLm.MOST_TOKENS
                                + " tokens, however you requested " + tokens + " tokens in input[" + i
                                + "]. Please reduce your prompt.");
            }
            sum += tokens;
        }
        return sum;
    }

    private List<float[]> embed(MiniLm loaded, List<String> texts) throws InterruptedException, ExecutionException {
        return onAllCores(texts, loaded::embed);
    }

    private interface PerText<T> {
        T of(String text);
    }

    /** One share of the texts per core, each result in its text's place. */
    private <T> List<T> onAllCores(List<String> texts, PerText<T> work)
            throws InterruptedException, ExecutionException {
        int shares = Math.min(texts.size(), Runtime.getRuntime().availableProcessors());
        List<Callable<List<T>>> tasks = IntStream.range(0, shares)
                .<Callable<List<T>>>mapToObj(share ->
                        () -> texts.subList(texts.size() * share / shares, texts.size() * (share + 1) / shares).stream()
                                .map(work::of)
                                .toList())
                .toList();
        List<T> results = new ArrayList<>(texts.size());
        for (Future<List<T>> share : cores.invokeAll(tasks)) {
            results.addAll(share.get());
        }
        return results;
    }

    public int port() {
        return endpoint.port();
    }

    /** As {@code OPENAI_BASE_URL} takes it. */
    public String baseUrl() {
        return endpoint.baseUrl();
    }

    /** How many requests for embeddings came in. */
    public long requests() {
        return endpoint.requests();
    }

    /** Returns when the model is loaded. */
    public void awaitReady() {
        model.join();
    }

    @Override
    public void close() {
        endpoint.close();
        cores.shutdownNow();
    }
}
