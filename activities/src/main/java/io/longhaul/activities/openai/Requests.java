package io.longhaul.activities.openai;

import java.util.ArrayList;
import java.util.List;

/** Packs texts into requests that the API accepts. */
public final class Requests {

    /**
     * The most texts in a request, and the most tokens of all of them together, from OpenAI's API reference (<a
     * href="https://platform.openai.com/docs/api-reference/embeddings/create">Create embeddings</a>, parameter
     * {@code input}): an array holds 2,048 elements or fewer, and all models allow 300,000 tokens summed over all
     * inputs of a request.
     */
    public static final Limits OPENAI = new Limits(2_048, 300_000);

    private Requests() {}

    /** What one request may hold. */
    public record Limits(int maxInputs, int maxTokens) {

        public Limits {
            if (maxInputs < 1 || maxTokens < 1) {
                throw new IllegalArgumentException("a request must be allowed to hold something");
            }
        }
    }

    /** The texts from one index up to and without another. */
    public record Slice(int from, int to) {

        public Slice {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("a slice holds at least one text");
            }
        }

        public int size() {
            return to - from;
        }

        /** Both halves of a slice of two texts or more; the first is not the smaller. */
        List<Slice> halves() {
            int middle = from + (size() + 1) / 2;
            return List.of(new Slice(from, middle), new Slice(middle, to));
        }
    }

    /**
     * Fills one request after the other, in the order of the texts. A text with more tokens than a request may hold
     * goes alone, for the API to judge.
     */
    public static List<Slice> plan(List<Text> texts, Limits limits) {
        List<Slice> requests = new ArrayList<>();
        int from = 0;
        long tokens = 0;
        for (int i = 0; i < texts.size(); i++) {
            int more = texts.get(i).tokens();
            if (i > from && (i - from == limits.maxInputs() || tokens + more > limits.maxTokens())) {
                requests.add(new Slice(from, i));
                from = i;
                tokens = 0;
            }
            tokens += more;
        }
        if (from < texts.size()) {
            requests.add(new Slice(from, texts.size()));
        }
        return List.copyOf(requests);
    }
}
