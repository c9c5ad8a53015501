package io.longhaul.activities.openai;

import com.fasterxml.jackson.core.JacksonException;
import com.openai.core.http.Headers;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIServiceException;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a failed request means. The API's own message may quote the text that it was sent, or a part of the key, so
 * none of it is carried on: only its code, its type and the name of the parameter, where they look like such.
 */
final class OpenAiErrors {

    /** Parameters that every request has in common: if one is refused, no text is at fault. */
    private static final Set<String> OF_EVERY_REQUEST = Set.of("dimensions", "encoding_format", "model", "user");

    private static final Set<String> OUT_OF_CREDIT =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");

    private final OpenAiSettings settings;
    private final Clock clock;

    OpenAiErrors(OpenAiSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    MigrationException map(RuntimeException failure, EmbeddingModel model) {
        return failure instanceof OpenAIServiceException refusal ? refused(refusal, model) : broken(failure);
    }

    private MigrationException refused(OpenAIServiceException refusal, EmbeddingModel model) {
        int status = refusal.statusCode();
        String what = "answered " + status + words(refusal);
        if (status == 402
                || isOneOf(OUT_OF_CREDIT, word(refusal::code))
                || isOneOf(OUT_OF_CREDIT, word(refusal::type))) {
            return of(
                    FailureKind.UNAUTHORIZED,
                    refusal,
                    what + ": the account behind OPENAI_API_KEY has no quota left; add credit");
        }
        if (status == 401 || status == 403) {
            return of(
                    FailureKind.UNAUTHORIZED,
                    refusal,
                    what + ": OPENAI_API_KEY is wrong, or not allowed to use " + model.name());
        }
        if (status == 429) {
            return later(FailureKind.THROTTLED, refusal, what + ": over the rate limit, it will be tried again");
        }
        if (status >= 500 || status == 409) {
            return later(FailureKind.UNAVAILABLE, refusal, what + ": out of order, it will be tried again");
        }
        if (status == 408) {
            return later(FailureKind.TIMEOUT, refusal, what + ": the request took too long, it will be tried again");
        }
        if (status == 404 || isOneOf(Set.of("model_not_found"), word(refusal::code))) {
            return of(
                    FailureKind.INVALID_SPEC,
                    refusal,
                    what + ": it has no model " + model.name()
                            + ", or does not serve embeddings there; correct EMBEDDING_MODEL or OPENAI_BASE_URL");
        }
        if (isOneOf(OF_EVERY_REQUEST, word(refusal::param))) {
            return of(
                    FailureKind.INVALID_SPEC,
                    refusal,
                    what + ": it does not take this request for " + model.name() + " with " + model.dimensions()
                            + " dimensions; correct EMBEDDING_MODEL or EMBEDDING_DIMENSIONS");
        }
        if (status == 400 || status == 413 || status == 422) {
            return of(
                    FailureKind.REJECTED_RECORD, refusal, what + ": it does not take a text; correct it at the source");
        }
        if (status < 400 || status == 405) {
            return of(
                    FailureKind.INVALID_SPEC,
                    refusal,
                    what + ": it does not serve embeddings there; correct OPENAI_BASE_URL");
        }
        return of(FailureKind.UNKNOWN, refusal, what + ": not foreseen, it will be tried again");
    }

    private MigrationException broken(RuntimeException failure) {
        IOException io = ioIn(failure);
        if (io instanceof InterruptedIOException) {
            return of(FailureKind.TIMEOUT, failure, "did not answer in time: it will be tried again");
        }
        if (io instanceof UnknownHostException) {
            return of(
                    FailureKind.UNAVAILABLE,
                    failure,
                    "has a host name that is not known here: correct OPENAI_BASE_URL");
        }
        Optional<TlsFailure> tls = TlsFailure.of(failure);
        if (io != null && tls.isPresent()) {
            return of(FailureKind.UNAUTHORIZED, failure, tls.get().words(OpenAiSettings.TLS));
        }
        if (io instanceof SSLException) {
            return of(
                    FailureKind.UNAVAILABLE,
                    failure,
                    "does not speak TLS as expected: does OPENAI_BASE_URL begin with the right one of http and https?");
        }
        if (io != null) {
            return of(
                    FailureKind.UNAVAILABLE,
                    failure,
                    "cannot be reached, or broke off: it will be tried again; if it never answers, correct OPENAI_BASE_URL"
                            + (settings.tls() ? TlsFailure.perhaps(OpenAiSettings.TLS) : ""));
        }
        return of(
                FailureKind.UNKNOWN,
                failure,
                "gave something that is not an embeddings answer: does OPENAI_BASE_URL name such an API?");
    }

    /** An answer that arrived whole and must not be stored. */
    MigrationException unusable(FailureKind kind, String what) {
        return new MigrationException(kind, settings.describe() + " " + what);
    }

    /** The request was given up by us: interrupted, or closed meanwhile. Another attempt will do it. */
    MigrationException givenUp(String why, Throwable cause) {
        return new MigrationException(
                FailureKind.UNAVAILABLE, "the request to the " + settings.describe() + " was given up: " + why, cause);
    }

    private MigrationException of(FailureKind kind, Throwable failure, String what) {
        return new MigrationException(kind, settings.describe() + " " + what, failure);
    }

    private MigrationException later(FailureKind kind, OpenAIServiceException refusal, String what) {
        return new MigrationException(
                kind, settings.describe() + " " + what, refusal, retryAfter(refusal.headers(), clock.instant()));
    }

    /** Jackson's own exceptions are IOExceptions too; they mean that what arrived is not what was agreed. */
    private static @Nullable IOException ioIn(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof IOException io && !(t instanceof JacksonException)) {
                return io;
            }
        }
        return null;
    }

    private static String words(OpenAIServiceException refusal) {
        List<String> words = List.of(word(refusal::type), word(refusal::code), word(refusal::param)).stream()
                .flatMap(Optional::stream)
                .filter(word -> word.matches("[A-Za-z_$][A-Za-z0-9_.$\\[\\]-]{0,63}"))
                .distinct()
                .toList();
        return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
    }

    /** The client throws where the API's error has null for a member, which the compatible ones often have. */
    private static Optional<String> word(Supplier<Optional<String>> member) {
        try {
            return member.get();
        } catch (OpenAIInvalidDataException absent) {
            return Optional.empty();
        }
    }

    private static boolean isOneOf(Set<String> words, Optional<String> word) {
        return word.filter(words::contains).isPresent();
    }

    /** Milliseconds, seconds or a date, whichever the server gave; null for none, and for one that is past. */
    static @Nullable Duration retryAfter(Headers headers, Instant now) {
        Duration wait = first(headers, "retry-after-ms")
                .flatMap(text -> millis(text, 1))
                .or(() -> first(headers, "retry-after")
                        .flatMap(text -> millis(text, 1_000).or(() -> until(text, now))))
                .orElse(Duration.ZERO);
        return wait.isZero() || wait.isNegative() ? null : wait;
    }

    private static Optional<String> first(Headers headers, String name) {
        return headers.values(name).stream().findFirst().map(String::strip);
    }

    private static Optional<Duration> millis(String text, int unit) {
        return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
                ? Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * unit)))
                : Optional.empty();
    }

    private static Optional<Duration> until(String date, Instant now) {
        try {
            return Optional.of(Duration.between(
                    now,
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}
