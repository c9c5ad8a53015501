package io.longhaul.activities.qdrant;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** Cuts a list into requests that are neither too many items nor too many bytes. */
final class Chunks {

    /** A request this large is written in well under a second, and stays below every default limit of a proxy. */
    static final int MAX_BYTES = 8 << 20;

    static final int MAX_ITEMS = 500;

    private Chunks() {}

    /** Hands over the chunks in order. An item that is larger than the limit alone makes a chunk of its own. */
    static <T> void forEach(Iterable<T> items, ToIntFunction<T> size, Consumer<List<T>> request) {
        forEach(items, size, MAX_ITEMS, MAX_BYTES, request);
    }

    static <T> void forEach(
            Iterable<T> items, ToIntFunction<T> size, int maxItems, int maxBytes, Consumer<List<T>> request) {
        List<T> chunk = new ArrayList<>();
        long bytes = 0;
        for (T item : items) {
            int more = size.applyAsInt(item);
            if (!chunk.isEmpty() && (chunk.size() == maxItems || bytes + more > maxBytes)) {
                request.accept(List.copyOf(chunk));
                chunk.clear();
                bytes = 0;
            }
            chunk.add(item);
            bytes += more;
        }
        if (!chunk.isEmpty()) {
            request.accept(List.copyOf(chunk));
        }
    }
}
