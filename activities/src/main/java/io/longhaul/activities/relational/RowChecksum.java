package io.longhaul.activities.relational;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.longhaul.workflows.relational.PgType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A checksum of rows in whatever order: the sum, modulo 2<sup>64</sup>, of a hash of each row's canonical values. A sum,
 * unlike an exclusive or, notices that a row is there twice. Rows are tuples of PostgreSQL's binary COPY, so that what is
 * sent and what the server gives back are looked at in the same way. Not for many threads.
 */
public final class RowChecksum {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** The same in every version of its library and on every machine. */
    private static final HashFunction HASH = Hashing.farmHashFingerprint64();

    private final PgType[] types;

    /** Whether the bytes themselves are canonical. */
    private final boolean plain;

    private final PgBinary canonical = new PgBinary(256);
    private long sum;
    private long rows;

    public RowChecksum(TablePlan table) {
        List<PgType> copied = table.copied().stream().map(ColumnPlan::type).toList();
        types = copied.toArray(PgType[]::new);
        plain = copied.stream().allMatch(Canonical::isBinary);
    }

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

    /** Of one tuple, of which fields after those of the table are not looked at. */
    public long hash(byte[] bytes, int from, int to) {
        int begin = from + Short.BYTES;
        if (plain) {
            return hashBytes(bytes, begin, to);
        }
        canonical.truncate(0);
        int at = begin;
        for (PgType type : types) {
            int next = next(bytes, at);
            if (Canonical.isBinary(type) || next == at + Integer.BYTES) {
                canonical.putBytes(bytes, at, next - at);
            } else {
                byte[] value = Canonical.value(type, Arrays.copyOfRange(bytes, at + Integer.BYTES, next));
                canonical.putInt(value.length);
                canonical.putBytes(value, 0, value.length);
            }
            at = next;
        }
        return hashBytes(canonical.array(), 0, canonical.length());
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
