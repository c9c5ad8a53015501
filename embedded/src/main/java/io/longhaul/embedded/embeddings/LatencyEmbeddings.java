package io.longhaul.embedded.embeddings;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An embeddings API that is bound as a real one is, by its latency and its rate limit, and costs this machine next to
 * nothing: a request takes so long whatever its size, and vectors come from a hash of the text. Any model is taken.
 */
public final class LatencyEmbeddings implements AutoCloseable {
    private final HashVectors model;
    private final OpenAiEndpoint endpoint;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong texts = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private volatile Duration latency = Duration.ZERO;
    private volatile @Nullable Allowance allowance;

    /** A bucket that holds the requests of one second and is filled evenly. */
    private static final class Allowance {
        private final double perNano;
        private final double most;
        private double left;
        private long filledAt = System.nanoTime();

        Allowance(int perMinute) {
            this.perNano = perMinute / 60e9;
            this.most = Math.max(1, perMinute / 60.0);
            this.left = most;
        }

        /** How long to wait before the next try; zero where the request is allowed. */
        synchronized Duration take() {
            long now = System.nanoTime();
            left = Math.min(most, left + (now - filledAt) * perNano);
            filledAt = now;
            if (left >= 1) {
                left--;
                return Duration.ZERO;
            }
            return Duration.ofNanos((long) ((1 - left) / perNano));
        }
    }

    private LatencyEmbeddings(int dimensions) throws IOException {
        this.model = new HashVectors(dimensions);
        this.endpoint = OpenAiEndpoint.start(0, "latency", null, this::answer);
    }

    /** Starts on a free port, for any key, without a limit. */
    public static LatencyEmbeddings start(int dimensions) throws IOException {
        return new LatencyEmbeddings(dimensions);
    }

    /** How long each request takes. */
    public LatencyEmbeddings latency(Duration duration) {
        latency = duration;
        return this;
    }

    /** More requests than these are answered by 429 with {@code Retry-After}. */
    public LatencyEmbeddings limit(int requestsPerMinute) {
        allowance = new Allowance(requestsPerMinute);
        return this;
    }

    /** As many requests as anybody likes, again. */
    public LatencyEmbeddings unlimited() {
        allowance = null;
        return this;
    }

    private Reply answer(EmbeddingsRequest request) throws ApiError, InterruptedException {
        long due = System.nanoTime() + latency.toNanos();
        Allowance allowed = allowance;
        Duration wait = allowed == null ? Duration.ZERO : allowed.take();
        if (!wait.isZero()) {
            refused.incrementAndGet();
            throw ApiError.rateLimited(Duration.ofSeconds(wait.plusMillis(999).toSeconds()));
        }
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            Reply reply = HashVectors.reply(request, model.vectors(request));
            Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            answered.incrementAndGet();
            texts.addAndGet(request.texts().size());
            return reply;
        } finally {
            inFlight.decrementAndGet();
        }
    }

    /** Requests that were answered with vectors. */
    public long answered() {
        return answered.get();
    }

    /** Requests beyond the limit. */
    public long refused() {
        return refused.get();
    }

    /** Texts in all requests that were answered. */
    public long texts() {
        return texts.get();
    }

    /** The most requests that were under way at one time since this was last asked. */
    public int mostInFlight() {
        return mostInFlight.getAndSet(0);
    }

    /** As {@code OPENAI_BASE_URL} takes it. */
    public String baseUrl() {
        return endpoint.baseUrl();
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
