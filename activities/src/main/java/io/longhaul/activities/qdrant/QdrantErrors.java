package io.longhaul.activities.qdrant;

import io.grpc.Metadata;
import io.grpc.Status;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.workflows.engine.FailureKind;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a failed call to Qdrant means. The server's own description may quote what it was sent, so it stays in the
 * cause, which is for the log; the message names the status and the way out.
 */
final class QdrantErrors {

    /** Sent by a server in strict mode together with RESOURCE_EXHAUSTED, in seconds. */
    static final Metadata.Key<String> RETRY_AFTER = Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

    private final QdrantSettings settings;

    QdrantErrors(QdrantSettings settings) {
        this.settings = settings;
    }

    /** @param doing what was asked, as in "count the points of collection memos" */
    MigrationException map(Throwable failure, String doing) {
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case UNAVAILABLE, CANCELLED, ABORTED -> unavailable(failure, doing);
            case DEADLINE_EXCEEDED ->
                of(
                        FailureKind.TIMEOUT,
                        failure,
                        doing,
                        "did not answer in time: is it overloaded, or another service?");
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                of(FailureKind.UNAUTHORIZED, failure, doing, "does not accept the key: correct QDRANT_API_KEY");
            case RESOURCE_EXHAUSTED ->
                new MigrationException(
                        FailureKind.THROTTLED,
                        message(doing, "is at its limit (RESOURCE_EXHAUSTED): it will be tried again"),
                        failure,
                        retryAfter(failure));
            case NOT_FOUND ->
                of(
                        FailureKind.SCHEMA_MISMATCH,
                        failure,
                        doing,
                        "has no such collection (NOT_FOUND): correct QDRANT_COLLECTION_NAME, or run again to create it");
            case INVALID_ARGUMENT, FAILED_PRECONDITION, ALREADY_EXISTS, OUT_OF_RANGE ->
                of(
                        FailureKind.SCHEMA_MISMATCH,
                        failure,
                        doing,
                        "refuses it (" + status.getCode()
                                + "): compare the collection with the data; the log has its words");
            case UNIMPLEMENTED ->
                of(
                        FailureKind.INVALID_SPEC,
                        failure,
                        doing,
                        "does not know this call: QDRANT_URL must name the gRPC port of Qdrant 1.15 or newer");
            default ->
                spokeHttp1(failure)
                        ? unavailable(failure, doing)
                        : of(
                                FailureKind.UNKNOWN,
                                failure,
                                doing,
                                "failed (" + status.getCode() + "): see its log, and ours for its words");
        };
    }

    /** The caller's thread was interrupted: its worker is stopping, and another attempt will do it. */
    MigrationException interrupted(InterruptedException cause, String doing) {
        return new MigrationException(FailureKind.UNAVAILABLE, "interrupted: could not " + doing, cause);
    }

    private MigrationException unavailable(Throwable failure, String doing) {
        Optional<TlsFailure> tls = TlsFailure.of(failure);
        if (tls.isPresent()) {
            return of(FailureKind.UNAUTHORIZED, failure, doing, tls.get().words(QdrantSettings.TLS));
        }
        return of(FailureKind.UNAVAILABLE, failure, doing, whyUnavailable(failure));
    }

    private String whyUnavailable(Throwable failure) {
        if (spokeHttp1(failure)) {
            return "speaks HTTP but not gRPC there: QDRANT_URL must name the gRPC port, " + QdrantSettings.GRPC_PORT
                    + " unless it was changed";
        }
        if (causedBy(failure, SSLException.class)) {
            return "does not speak TLS as expected: does QDRANT_URL begin with the right one of http and https?";
        }
        if (says(failure, "Unable to resolve host")) {
            return "has a host name that is not known here: correct QDRANT_URL";
        }
        return "cannot be reached: start it, or correct QDRANT_URL"
                + (settings.tls() ? TlsFailure.perhaps(QdrantSettings.TLS) : "");
    }

    private MigrationException of(FailureKind kind, Throwable failure, String doing, String what) {
        return new MigrationException(kind, message(doing, what), failure);
    }

    private String message(String doing, String what) {
        return "could not " + doing + ": " + settings.describe() + " " + what;
    }

    /** Netty's and gRPC's words for an answer in HTTP/1.1, and for one over HTTP/2 that is not gRPC. */
    private static boolean spokeHttp1(Throwable failure) {
        return says(failure, "First received frame was not SETTINGS")
                || says(failure, "485454502f312e")
                || says(failure, "invalid content-type");
    }

    private static boolean says(Throwable failure, String words) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().contains(words)) {
                return true;
            }
        }
        return false;
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Duration retryAfter(Throwable failure) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        String seconds = trailers == null ? null : trailers.get(RETRY_AFTER);
        return seconds != null && seconds.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }
}
