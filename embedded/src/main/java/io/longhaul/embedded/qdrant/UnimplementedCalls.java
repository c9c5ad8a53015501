package io.longhaul.embedded.qdrant;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Refuses whole calls of Qdrant that are not here, by name and saying why. Without it the caller would read gRPC's own words, which
 * sound like a server of another version.
 */
final class UnimplementedCalls implements ServerInterceptor {
    private static final String WORDS_OF_GRPC = "Method ";

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        return next.startCall(
                new SimpleForwardingServerCall<Q, A>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        super.close(
                                isOfGrpc(status)
                                        ? Refusal.notImplemented("the call " + method)
                                                .getStatus()
                                        : status,
                                trailers);
                    }
                },
                headers);
    }

    private static boolean isOfGrpc(Status status) {
        String description = status.getDescription();
        return status.getCode() == Status.Code.UNIMPLEMENTED
                && description != null
                && description.startsWith(WORDS_OF_GRPC);
    }
}
