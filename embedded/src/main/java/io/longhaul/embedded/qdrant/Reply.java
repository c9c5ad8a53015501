package io.longhaul.embedded.qdrant;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one call: with the result, with the refusal, or, if this is a bug, with INTERNAL and a line in the log. */
final class Reply {
    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    private Reply() {}

    static <T> void to(StreamObserver<T> caller, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (StatusRuntimeException refused) {
            caller.onError(refused);
            return;
        } catch (RuntimeException bug) {
            LOG.error("a call failed unexpectedly", bug);
            caller.onError(Status.INTERNAL
                    .withDescription("Service internal error: " + bug)
                    .withCause(bug)
                    .asRuntimeException());
            return;
        }
        caller.onNext(answer);
        caller.onCompleted();
    }
}
