package io.longhaul.embedded.embeddings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A way for an embeddings API to go wrong, to be scripted on {@link FaultyEmbeddings}. Immutable. */
public abstract class Fault {
    private Fault() {}

    /** The request that the fault befalls. */
    interface Call {
        EmbeddingsRequest request();

        /** The vectors of a good answer; asking for them is what costs the caller money. */
        List<float[]> vectors();

        /** Returns when the test lets hanging requests go. */
        void awaitRelease() throws InterruptedException;

        default Reply good() {
            return answer(vectors());
        }

        default Reply answer(List<float[]> vectors) {
            return HashVectors.reply(request(), vectors);
        }
    }

    abstract Reply befall(Call call) throws ApiError, InterruptedException;

    private interface Trouble {
        Reply with(Call call) throws ApiError, InterruptedException;
    }

    private static Fault of(Trouble trouble) {
        return new Fault() {
            @Override
            Reply befall(Call call) throws ApiError, InterruptedException {
                return trouble.with(call);
            }
        };
    }

    /** No fault at all: for a script such as "one good, then an error". */
    public static Fault none() {
        return of(Call::good);
    }

    /** 429 that does not say how long to wait. */
    public static Fault rateLimited() {
        return of(call -> {
            throw ApiError.rateLimited(null);
        });
    }

    /** 429 with {@code Retry-After}, in whole seconds. */
    public static Fault rateLimited(Duration retryAfter) {
        return of(call -> {
            throw ApiError.rateLimited(retryAfter);
        });
    }

    /** An answer of 500. */
    public static Fault serverError() {
        return serverError(500);
    }

    /** An answer of 500 or above. */
    public static Fault serverError(int status) {
        return of(call -> {
            throw ApiError.server(status);
        });
    }

    /** 401, as for a key that is not or no longer good. */
    public static Fault unauthorized() {
        return of(call -> {
            throw ApiError.unauthorized();
        });
    }

    /** 400 with this message. */
    public static Fault badRequest(String message) {
        return of(call -> {
            throw ApiError.invalid("input", message);
        });
    }

    /** No answer until {@link FaultyEmbeddings#release()}; then a good one. */
    public static Fault hang() {
        return of(call -> {
            call.awaitRelease();
            return call.good();
        });
    }

    /** The connection breaks in the middle of a good answer, which has been paid for. */
    public static Fault connectionReset() {
        return of(call -> call.good().cutHalfWay());
    }

    /** 200 with something that begins like JSON. */
    public static Fault malformedJson() {
        return of(call -> call.good().withBody("{\"object\": \"list\", \"data\": [{".getBytes(StandardCharsets.UTF_8)));
    }

    /** One vector fewer than texts. */
    public static Fault wrongCount() {
        return of(call -> {
            List<float[]> vectors = call.vectors();
            return call.answer(vectors.subList(0, vectors.size() - 1));
        });
    }

    /** Vectors of one dimension fewer than the model's. */
    public static Fault wrongDimensions() {
        return of(call -> call.answer(call.vectors().stream()
                .map(vector -> Arrays.copyOf(vector, vector.length - 1))
                .toList()));
    }

    /** One number that is none, in the first vector. */
    public static Fault notANumber() {
        return of(call -> {
            List<float[]> vectors = call.vectors();
            float[] spoiled = vectors.get(0).clone();
            spoiled[spoiled.length / 2] = Float.NaN;
            return call.answer(
                    Stream.concat(Stream.of(spoiled), vectors.stream().skip(1)).toList());
        });
    }
}
