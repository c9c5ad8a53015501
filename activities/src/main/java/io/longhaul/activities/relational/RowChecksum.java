package io.longhaul.activities.relational;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A checksum of rows in whatever order: the sum, modulo 2<sup>64</sup>, of a hash of each row's values. A sum,
 * unlike an exclusive or, notices that a row is there twice. Rows are tuples of PostgreSQL's binary COPY, so that what is
 * sent and what the server gives back are looked at in the same way; a value has one binary form. Not for many threads.
 */
public final class RowChecksum {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** The same in every version of its library and on every machine. */
    private static final HashFunction HASH = Hashing.farmHashFingerprint64();

    private long sum;
    private long rows;

    public long sum() {
        return sum;
    }

    public long rows() {
        return rows;
    }

    /** @param from where the tuple begins, with the number of its fields */
    public void add(byte[] bytes, int from, int to) {
        sum += hash(bytes, from, to);
        rows++;
    }

    /** Of one tuple, of which fields after the last one that is meant are not looked at. */
    public static long hash(byte[] bytes, int from, int to) {
        return hashBytes(bytes, from + Short.BYTES, to);
    }

    /** Of some fields of a tuple, by their places in rising order. */
    public static long hash(byte[] bytes, int from, int[] places) {
        long hash = 0;
        int at = from + Short.BYTES;
        int field = 0;
        for (int place : places) {
            for (; field < place; field++) {
                at = next(bytes, at);
            }
            hash = hash * 31 + hashBytes(bytes, at, next(bytes, at));
        }
        return hash;
    }

    /** Where the field after the one at an index begins. */
    public static int next(byte[] bytes, int at) {
        return at + Integer.BYTES + Math.max(0, (int) INT.get(bytes, at));
    }

    private static long hashBytes(byte[] bytes, int from, int to) {
        return HASH.hashBytes(bytes, from, to - from).asLong();
    }
}
