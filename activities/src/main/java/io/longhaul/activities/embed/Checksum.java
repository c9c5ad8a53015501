package io.longhaul.activities.embed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 in hexadecimal digits, over values that each go in with their type and length, so that no two different
 * sequences of values are the same bytes.
 */
public final class Checksum {

    private final MessageDigest digest;

    private Checksum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Over all that a vector depends on: while it stays the same, so does the vector. */
    public static String of(String text, String model, int dimensions) {
        return new Checksum().add(text).add(model).add((long) dimensions).hex();
    }

    /**
     * Over a payload, whatever the order of its keys. Numbers of one value are equal in every integral type, and in both
     * floating ones.
     */
    public static String ofPayload(Map<String, @Nullable Object> payload) {
        return new Checksum().add(payload).hex();
    }

    private Checksum add(@Nullable Object value) {
        if (value == null) {
            return frame('n', new byte[0]);
        }
        if (value instanceof Boolean bool) {
            return frame('b', new byte[] {(byte) (bool ? 1 : 0)});
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return frame(
                    'd', ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            return frame('l', ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        }
        if (value instanceof CharSequence text) {
            return frame('s', text.toString().getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof Map<?, ?> map) {
            TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((name, each) -> sorted.put(String.valueOf(name), each));
            frame('m', ByteBuffer.allocate(Integer.BYTES).putInt(sorted.size()).array());
            sorted.forEach((name, each) -> add(name).add(each));
            return this;
        }
        if (value instanceof Iterable<?> items) {
            frame('[', new byte[0]);
            items.forEach(this::add);
            return frame(']', new byte[0]);
        }
        throw new IllegalArgumentException(
                "a payload holds no " + value.getClass().getName());
    }

    private Checksum frame(char type, byte[] bytes) {
        digest.update((byte) type);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
        return this;
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
