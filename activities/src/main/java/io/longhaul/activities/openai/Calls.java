package io.longhaul.activities.openai;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocking HTTP calls that an interrupt or a close ends at once. OkHttp's own blocking call goes on reading its
 * socket when its thread is interrupted, and only cancelling the call closes that socket; so the call runs on a thread
 * of its own, and the one that is interrupted cancels it.
 */
final class Calls implements Interceptor, AutoCloseable {

    private static final AtomicInteger THREADS = new AtomicInteger();

    /** The request that the current thread makes. */
    private static final ThreadLocal<@Nullable Running> MINE = new ThreadLocal<>();

    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "embeddings-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });
    private final Turns turns;
    private volatile boolean closed;

    /** @param turns further calls wait for */
    Calls(Turns turns) {
        this.turns = turns;
    }

    /** Called by OkHttp on the thread that makes the call. */
    @Override
    public Response intercept(Chain chain) throws IOException {
        Running request = MINE.get();
        if (request != null) {
            request.calls(chain.call());
        }
        return chain.proceed(chain.request());
    }

    /** @throws GivenUp if it was interrupted, which leaves the thread interrupted, or closed meanwhile */
    <T> T make(long ticket, Supplier<T> request) throws GivenUp, ExecutionException {
        try {
            turns.begin(ticket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GivenUp("its thread was interrupted", e);
        }
        try {
            return makeNow(request);
        } finally {
            turns.end();
        }
    }

    private <T> T makeNow(Supplier<T> request) throws GivenUp, ExecutionException {
        Running current = new Running();
        running.add(current);
        try {
            if (closed) {
                throw new GivenUp("it is closed", null);
            }
            return on(current, request).get();
        } catch (RejectedExecutionException e) {
            throw new GivenUp("it is closed", e);
        } catch (InterruptedException e) {
            current.cancel();
            Thread.currentThread().interrupt();
            throw new GivenUp("its thread was interrupted", e);
        } catch (ExecutionException e) {
            if (closed) {
                throw new GivenUp("it was closed", e.getCause());
            }
            throw e;
        } finally {
            running.remove(current);
        }
    }

    private <T> Future<T> on(Running current, Supplier<T> request) {
        return threads.submit(() -> {
            MINE.set(current);
            try {
                return request.get();
            } finally {
                MINE.remove();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        running.forEach(Running::cancel);
        threads.shutdown();
    }

    /** A request and the HTTP call that it has come to, if it has. */
    private static final class Running {

        private @Nullable Call call;
        private boolean cancelled;

        synchronized void calls(Call made) {
            call = made;
            if (cancelled) {
                made.cancel();
            }
        }

        synchronized void cancel() {
            cancelled = true;
            if (call != null) {
                call.cancel();
            }
        }
    }

    /** The request was ended from this side. */
    static final class GivenUp extends Exception {

        GivenUp(String why, @Nullable Throwable cause) {
            super(why, cause);
        }
    }
}
