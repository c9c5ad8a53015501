package io.longhaul.activities.openai;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Embeds many texts in as few requests as the limits allow, one after the other, and finds out which texts the API
 * refuses: a refused request is sent again in halves, so that one bad text among n costs about 2·log2(n) requests more.
 *
 * <p>What a request gave is handed over before the next one is sent. Whoever stores it then, and leaves those texts out
 * of the next run, pays for at most one request twice, however often it is stopped.
 */
public final class EmbeddingRun {

    private final Request api;
    private final Requests.Limits limits;

    public EmbeddingRun(Embedder embedder, EmbeddingModel model, Requests.Limits limits) {
        this(embedder.requests(model), limits);
    }

    EmbeddingRun(Request api, Requests.Limits limits) {
        this.api = api;
        this.limits = limits;
    }

    /** One request to the API. */
    @FunctionalInterface
    interface Request {
        Answer send(List<String> texts);
    }

    /**
     * A request that succeeded.
     *
     * @param request tells it from every other one
     * @param indexes of the texts in the list given, in the order of the vectors
     * @param tokens as counted by the API
     */
    public record Done(UUID request, List<Integer> indexes, List<float[]> vectors, long tokens) {

        public Done {
            indexes = List.copyOf(indexes);
            vectors = List.copyOf(vectors);
        }
    }

    /**
     * A text that the API does not take.
     *
     * @param reason in our words, without the text
     */
    public record Refused(int index, String reason) {}

    /**
     * Each text is reported once, as done or as refused, in order.
     *
     * @param beforeRequest called before each request; what it throws ends the run
     * @throws MigrationException if a request fails for another reason than its texts; what was reported holds
     */
    public void embed(List<Text> texts, Runnable beforeRequest, Consumer<Done> onDone, Consumer<Refused> onRefused) {
        Deque<Requests.Slice> waiting = new ArrayDeque<>(Requests.plan(texts, limits));
        while (!waiting.isEmpty()) {
            Requests.Slice slice = waiting.removeFirst();
            beforeRequest.run();
            try {
                onDone.accept(send(texts, slice));
            } catch (RefusedTexts refusal) {
                if (slice.size() == 1) {
                    onRefused.accept(new Refused(slice.from(), String.valueOf(refusal.getMessage())));
                } else {
                    List<Requests.Slice> halves = slice.halves();
                    waiting.addFirst(halves.get(1));
                    waiting.addFirst(halves.get(0));
                }
            }
        }
    }

    private Done send(List<Text> texts, Requests.Slice slice) throws RefusedTexts {
        List<String> contents = texts.subList(slice.from(), slice.to()).stream()
                .map(Text::content)
                .toList();
        try {
            Answer answer = api.send(contents);
            List<Integer> indexes =
                    IntStream.range(slice.from(), slice.to()).boxed().toList();
            return new Done(UUID.randomUUID(), indexes, answer.vectors(), answer.tokens());
        } catch (MigrationException failure) {
            if (failure.kind() == FailureKind.REJECTED_RECORD) {
                throw new RefusedTexts(failure);
            }
            throw failure;
        }
    }

    /** Tells a refusal by the API from anything that a callback throws. */
    private static final class RefusedTexts extends Exception {

        RefusedTexts(MigrationException refusal) {
            super(refusal.getMessage(), refusal);
        }
    }
}
