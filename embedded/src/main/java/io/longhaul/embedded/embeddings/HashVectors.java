package io.longhaul.embedded.embeddings;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A model whose vectors mean nothing, but are always the same for the same text, and of unit length.
 *
 * @param dimensions of a vector, where the request does not ask for others
 */
record HashVectors(int dimensions) {

    List<float[]> vectors(EmbeddingsRequest request) {
        int size = request.dimensions().orElse(dimensions);
        return request.texts().stream().map(text -> vector(text, size)).toList();
    }

    float[] vector(String text) {
        return vector(text, dimensions);
    }

    /** An answer with these vectors, right or wrong. */
    static Reply reply(EmbeddingsRequest request, List<float[]> vectors) {
        return Reply.vectors(request, vectors, tokens(request.texts()));
    }

    /** Near enough to what a tokenizer says. */
    private static int tokens(List<String> texts) {
        return texts.stream()
                .mapToInt(text -> Math.max(1, (text.length() + 3) / 4))
                .sum();
    }

    private static float[] vector(String text, int dimensions) {
        SplittableRandom random =
                new SplittableRandom(ByteBuffer.wrap(digest(text)).getLong());
        float[] vector = new float[dimensions];
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            double number = random.nextDouble(-1, 1);
            vector[i] = (float) number;
            squares += number * number;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(digest(text));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
