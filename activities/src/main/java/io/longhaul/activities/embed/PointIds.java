package io.longhaul.activities.embed;

import io.longhaul.activities.qdrant.PointId;
import io.longhaul.workflows.engine.SourceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which point a record becomes: always the same, so that writing it again replaces it.
 *
 * <p>The first, and usually only, point of a record with one non-negative integer for a key has that integer as its id.
 * Every other point has a UUID of version 5 in {@link #NAMESPACE}. Its name is the table, the number of the chunk and the
 * key's columns, each as {@code <bytes in UTF-8>:<text>,} (a netstring), so that {@code ("a", "b,c")} and
 * {@code ("a,b", "c")} differ. Anybody can compute it again.
 */
public final class PointIds {

    /** The UUID of version 5 of the name {@code longhaul} in the DNS namespace of RFC 9562. */
    public static final UUID NAMESPACE =
            uuid5(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "longhaul".getBytes(StandardCharsets.UTF_8));

    private static final Pattern UNSIGNED = Pattern.compile("0|[1-9][0-9]{0,19}");

    private PointIds() {}

    /**
     * @param table as the migration names it, always in the same way
     * @param integerKey whether the key is a single integer column
     * @param chunk from 0; above where one text becomes several points
     */
    public static PointId of(String table, SourceKey key, boolean integerKey, int chunk) {
        if (chunk < 0) {
            throw new IllegalArgumentException("chunk " + chunk);
        }
        if (integerKey && chunk == 0 && isUnsignedLong(key)) {
            return new PointId.Unsigned(Long.parseUnsignedLong(key.parts().get(0)));
        }
        StringBuilder name = new StringBuilder();
        append(name, table);
        append(name, Integer.toString(chunk));
        key.parts().forEach(part -> append(name, part));
        return new PointId.Uuid(uuid5(NAMESPACE, name.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean isUnsignedLong(SourceKey key) {
        if (key.parts().size() != 1 || !UNSIGNED.matcher(key.parts().get(0)).matches()) {
            return false;
        }
        try {
            Long.parseUnsignedLong(key.parts().get(0));
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void append(StringBuilder name, String text) {
        name.append(text.getBytes(StandardCharsets.UTF_8).length)
                .append(':')
                .append(text)
                .append(',');
    }

    static UUID uuid5(UUID namespace, byte[] name) {
        ByteBuffer input = ByteBuffer.allocate(16 + name.length)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(name);
        ByteBuffer hash = ByteBuffer.wrap(sha1(input.array()));
        long most = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
        long least = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }

    private static byte[] sha1(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
