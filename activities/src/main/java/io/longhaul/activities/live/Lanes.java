package io.longhaul.activities.live;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Does the same to many things, each by itself: two at a time, on a connection each. While others are at work it is one at a
 * time, and between two the server rests as long as the last one took.
 */
public final class Lanes {

    private Lanes() {}

    /** @param work done once to each of them, on this thread or on another */
    public static <T> void each(LiveDatabase database, List<T> things, Consumer<T> work) {
        Queue<T> left = new ConcurrentLinkedQueue<>(things);
        CompletableFuture<Void> beside = CompletableFuture.runAsync(
                () -> beside(database, left, work), lane -> new Thread(lane, "lane").start());
        try {
            T next;
            while ((next = left.poll()) != null) {
                long begun = System.nanoTime();
                work.accept(next);
                database.rest(Duration.ofNanos(System.nanoTime() - begun));
            }
        } finally {
            left.clear();
            await(beside);
        }
    }

    /** Until others come, or nothing is left. */
    private static <T> void beside(LiveDatabase database, Queue<T> left, Consumer<T> work) {
        try {
            T next;
            while (!database.othersAtWork() && (next = left.poll()) != null) {
                work.accept(next);
            }
        } catch (RuntimeException e) {
            left.clear();
            throw e;
        }
    }

    /** What it has begun is not left behind. */
    private static void await(CompletableFuture<Void> beside) {
        try {
            beside.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
