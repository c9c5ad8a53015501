package io.longhaul.embedded.embeddings;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An embeddings API that fails as a test tells it to, and keeps count of what it would have billed. Its vectors come
 * from a hash of the text: deterministic, of unit length, without meaning. Any model is taken.
 */
public final class FaultyEmbeddings implements AutoCloseable {
    private final HashVectors model;
    private final OpenAiEndpoint endpoint;
    private final FaultScript script = new FaultScript();
    private final Map<String, AtomicLong> paid = new ConcurrentHashMap<>();
    private final AtomicLong received = new AtomicLong();
    private volatile Duration latency = Duration.ZERO;
    private volatile @Nullable String poison;
    private volatile CountDownLatch release = new CountDownLatch(1);

    private FaultyEmbeddings(int port, int dimensions, @Nullable String apiKey) throws IOException {
        this.model = new HashVectors(dimensions);
        this.endpoint = OpenAiEndpoint.start(port, "faulty", apiKey, this::answer);
    }

    /** Starts without any fault, on a free port, for any key. */
    public static FaultyEmbeddings start(int dimensions) throws IOException {
        return start(dimensions, null);
    }

    /** Starts without any fault, on a free port, for this key alone. */
    public static FaultyEmbeddings start(int dimensions, @Nullable String apiKey) throws IOException {
        return new FaultyEmbeddings(0, dimensions, apiKey);
    }

    /** Starts without any fault, on this port, for any key: where clients are that knew another one there. */
    public static FaultyEmbeddings startOn(int port, int dimensions) throws IOException {
        return new FaultyEmbeddings(port, dimensions, null);
    }

    /** This fault befalls the next request, after those that were named before. */
    public FaultyEmbeddings next(Fault fault) {
        return next(fault, 1);
    }

    /** This fault befalls so many requests. */
    public FaultyEmbeddings next(Fault fault, int times) {
        script.next(fault, times);
        return this;
    }

    /** This fault befalls each request for which nothing else is scripted. */
    public FaultyEmbeddings always(Fault fault) {
        script.always(fault);
        return this;
    }

    /** This fault befalls a share of the requests, which ones is up to the seed. */
    public FaultyEmbeddings withProbability(long seed, double rate, Fault fault) {
        script.withProbability(seed, rate, fault);
        return this;
    }

    /** Requests with this in any of their texts get 400, whatever else is scripted. */
    public FaultyEmbeddings poison(String marker) {
        poison = marker;
        return this;
    }

    /** Each answer takes at least so long. */
    public FaultyEmbeddings latency(Duration duration) {
        latency = duration;
        return this;
    }

    /** Forgets all faults and the poison; counts and latency stay. */
    public FaultyEmbeddings heal() {
        script.clear();
        poison = null;
        return this;
    }

    /** Lets the requests go that hang now; later ones may hang again. */
    public void release() {
        CountDownLatch current = release;
        release = new CountDownLatch(1);
        current.countDown();
    }

    private Reply answer(EmbeddingsRequest request) throws ApiError, InterruptedException {
        received.addAndGet(request.texts().size());
        CountDownLatch hanging = release;
        if (!latency.isZero()) {
            Thread.sleep(latency.toMillis());
        }
        String marker = poison;
        if (marker != null && request.texts().stream().anyMatch(text -> text.contains(marker))) {
            throw ApiError.invalid("input", "'$.input' is invalid: it contains what this model does not take.");
        }
        return script.draw().befall(new Fault.Call() {
            @Override
            public EmbeddingsRequest request() {
                return request;
            }

            @Override
            public List<float[]> vectors() {
                return pay(request);
            }

            @Override
            public void awaitRelease() throws InterruptedException {
                hanging.await();
            }
        });
    }

    private List<float[]> pay(EmbeddingsRequest request) {
        for (String text : request.texts()) {
            paid.computeIfAbsent(HashVectors.sha256(text), hash -> new AtomicLong())
                    .incrementAndGet();
        }
        return model.vectors(request);
    }

    /** The vector that a good answer has for the text. */
    public float[] vector(String text) {
        return model.vector(text);
    }

    /** How many requests came in, whatever became of them. */
    public long requests() {
        return endpoint.requests();
    }

    /** How many texts came in, whatever became of them. */
    public long receivedTexts() {
        return received.get();
    }

    /** How many texts were paid for: vectors were made, even if the answer was then lost or spoiled. */
    public long paidTexts() {
        return paid.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** How often each text was paid for, by its SHA-256 in hexadecimal. */
    public Map<String, Long> paid() {
        Map<String, Long> counts = new TreeMap<>();
        paid.forEach((hash, count) -> counts.put(hash, count.get()));
        return counts;
    }

    /** How often this text was paid for. */
    public long timesPaid(String text) {
        AtomicLong count = paid.get(HashVectors.sha256(text));
        return count == null ? 0 : count.get();
    }

    public int port() {
        return endpoint.port();
    }

    /** As {@code OPENAI_BASE_URL} takes it. */
    public String baseUrl() {
        return endpoint.baseUrl();
    }

    @Override
    public void close() {
        release();
        endpoint.close();
    }
}
