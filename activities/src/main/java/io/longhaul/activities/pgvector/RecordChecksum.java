package io.longhaul.activities.pgvector;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.longhaul.activities.relational.RowChecksum;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A checksum of records in whatever order: the sum, modulo 2<sup>64</sup>, of a hash of each one's values. What is sent and
 * what the server gives back are looked at in the same way, as tuples in the order of {@link Layout#COLUMNS}. Not for many
 * threads.
 */
final class RecordChecksum {

    /** The same in every version of its library and on every machine. */
    private static final HashFunction HASH = Hashing.farmHashFingerprint64();

    /**
     * One record's.
     *
     * @param vector over its bits
     * @param content over document and metadata
     */
    record Hashes(String id, long vector, long content) {
        long sum() {
            return (HASH.hashString(id, StandardCharsets.UTF_8).asLong() * 31 + vector) * 31 + content;
        }
    }

    private long sum;
    private long records;

    long sum() {
        return sum;
    }

    long records() {
        return records;
    }

    void add(byte[] bytes, int from) {
        sum += of(bytes, from).sum();
        records++;
    }

    /** @param from where the tuple begins, with the number of its fields */
    static Hashes of(byte[] bytes, int from) {
        int id = from + Short.BYTES;
        int collection = RowChecksum.next(bytes, id);
        int vector = RowChecksum.next(bytes, collection);
        int document = RowChecksum.next(bytes, vector);
        int metadata = RowChecksum.next(bytes, document);
        int end = RowChecksum.next(bytes, metadata);
        return new Hashes(
                new String(bytes, id + Integer.BYTES, collection - id - Integer.BYTES, StandardCharsets.UTF_8),
                hash(bytes, vector, document),
                hash(bytes, document, metadata) * 31 + metadata(bytes, metadata, end));
    }

    private static long metadata(byte[] bytes, int from, int to) {
        int value = from + Integer.BYTES;
        if (value >= to) {
            return hash(bytes, from, to);
        }
        byte[] canonical = CanonicalJson.of(Arrays.copyOfRange(bytes, value, to));
        return hash(canonical, 0, canonical.length);
    }

    private static long hash(byte[] bytes, int from, int to) {
        return HASH.hashBytes(bytes, from, to - from).asLong();
    }
}
