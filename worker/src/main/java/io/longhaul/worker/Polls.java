package io.longhaul.worker;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the polls that the server has not answered yet. A poll that is cut off may just have been answered with a task,
 * which then nobody does until it times out; newer servers answer them all when a worker says that it stops.
 */
final class Polls implements ClientInterceptor {

    /** How long a poll waits for a task, and so the longest that a stopping worker waits for its polls. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** Polls that have waited so long for a task stand at a queue where there is little to lose. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** From a poll's answer until its task is under way. */
    private static final long HANDED_OVER_MS = 200;

    private static final Set<String> METHODS = Set.of("PollActivityTaskQueue", "PollWorkflowTaskQueue");

    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile long lastAnswer = System.nanoTime();

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        ClientCall<Q, A> call = next.newCall(method, options);
        @Nullable String name = method.getBareMethodName();
        return name == null || !METHODS.contains(name) ? call : counted(call);
    }

    private <Q, A> ClientCall<Q, A> counted(ClientCall<Q, A> call) {
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                unanswered.incrementAndGet();
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                super.onClose(status, trailers);
                                lastAnswer = System.nanoTime();
                                unanswered.decrementAndGet();
                            }
                        },
                        headers);
            }
        };
    }

    /** Once nobody polls any more: waits until all are answered, or no answer has come for a while. */
    void awaitAnswers() throws InterruptedException {
        long begun = System.nanoTime();
        while (unanswered.get() > 0
                && System.nanoTime() - begun < LONGEST.toNanos()
                && System.nanoTime() - Math.max(begun, lastAnswer) < QUIET.toNanos()) {
            Thread.sleep(50);
        }
        Thread.sleep(HANDED_OVER_MS);
    }
}
