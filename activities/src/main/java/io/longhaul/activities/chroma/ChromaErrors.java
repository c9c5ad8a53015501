package io.longhaul.activities.chroma;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a failed call to Chroma means. The server's own words may quote what it holds, so they are not repeated. */
final class ChromaErrors {

    private final ChromaSettings settings;

    ChromaErrors(ChromaSettings settings) {
        this.settings = settings;
    }

    /** @param doing what was asked, as in "count the records of collection memos" */
    MigrationException status(HttpResponse<?> answer, boolean named, String doing) {
        int status = answer.statusCode();
        return switch (status) {
            case 401, 403 ->
                of(
                        FailureKind.UNAUTHORIZED,
                        doing,
                        "does not accept the token (" + status + "): correct CHROMA_TOKEN, CHROMA_TENANT and"
                                + " CHROMA_DATABASE",
                        null);
            case 404 ->
                named
                        ? of(
                                FailureKind.SCHEMA_MISMATCH,
                                doing,
                                "has no such collection in database " + settings.database() + " of tenant "
                                        + settings.tenant()
                                        + ": correct its name in the spec, CHROMA_TENANT or CHROMA_DATABASE",
                                null)
                        : noApi(doing, status);
            case 405, 410, 501 -> noApi(doing, status);
            case 429 ->
                new MigrationException(
                        FailureKind.THROTTLED,
                        message(doing, "is at its limit (429): it will be tried again"),
                        null,
                        retryAfter(answer));
            case 408, 504 -> of(FailureKind.TIMEOUT, doing, "did not answer in time: is it overloaded?", null);
            case 500, 502, 503 ->
                of(FailureKind.UNAVAILABLE, doing, "has trouble of its own (" + status + "): see its log", null);
            default ->
                of(
                        status < 500 ? FailureKind.SCHEMA_MISMATCH : FailureKind.UNKNOWN,
                        doing,
                        "refuses it (" + status + "): see its log, and compare its version with those of"
                                + " docs/vectors.md",
                        null);
        };
    }

    private MigrationException noApi(String doing, int status) {
        return of(
                FailureKind.INVALID_SPEC,
                doing,
                "has no API of version 2 there (" + status + "): CHROMA_URL must name a Chroma server of version 0.6 or"
                        + " newer",
                null);
    }

    MigrationException failed(IOException failure, String doing) {
        Optional<TlsFailure> tls = TlsFailure.of(failure);
        if (tls.isPresent()) {
            return of(FailureKind.UNAUTHORIZED, doing, tls.get().words(ChromaSettings.TLS), failure);
        }
        if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
            return of(FailureKind.UNAVAILABLE, doing, "cannot be reached: start it, or correct CHROMA_URL", failure);
        }
        if (failure instanceof HttpTimeoutException) {
            return of(FailureKind.TIMEOUT, doing, "did not answer in time: is it overloaded?", failure);
        }
        return of(
                FailureKind.UNAVAILABLE,
                doing,
                "was lost while it answered: does it run, and does CHROMA_URL begin with the right one of http and"
                        + " https?",
                failure);
    }

    MigrationException malformed(IOException failure, String doing) {
        return of(
                FailureKind.UNKNOWN,
                doing,
                "answered with something else than Chroma does: does CHROMA_URL name it?",
                failure);
    }

    /** The caller's thread was interrupted: its worker is stopping, and another attempt will do it. */
    static MigrationException interrupted(InterruptedException cause, String doing) {
        return new MigrationException(FailureKind.UNAVAILABLE, "interrupted: could not " + doing, cause);
    }

    private MigrationException of(FailureKind kind, String doing, String what, @Nullable Throwable cause) {
        return new MigrationException(kind, message(doing, what), cause);
    }

    private String message(String doing, String what) {
        return "could not " + doing + ": " + settings.describe() + " " + what;
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(null);
    }
}
