package io.longhaul.activities.relational;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes in the network's order, as PostgreSQL's binary formats have them; grows as it is filled. Not for many threads. */
public final class PgBinary {

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private byte[] bytes;
    private int length;

    public PgBinary(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.BIG_ENDIAN);
    }

    /** What is filled is from 0 to {@link #length()}; another array after the next put. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Forgets what was put after the first {@code length} bytes. */
    public void truncate(int length) {
        if (length < 0 || length > this.length) {
            throw new IllegalArgumentException(length + " of " + this.length + " bytes can't be kept");
        }
        this.length = length;
    }

    public void putByte(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    public void putShort(int value) {
        ensure(Short.BYTES);
        SHORT.set(bytes, length, (short) value);
        length += Short.BYTES;
    }

    public void putInt(int value) {
        ensure(Integer.BYTES);
        INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    public void putLong(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    public void putBytes(byte[] source, int from, int count) {
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Overwrites four bytes that were put before, such as a length that is known only now. */
    public void setInt(int at, int value) {
        if (at < 0 || at + Integer.BYTES > length) {
            throw new IllegalArgumentException("no four bytes were put at " + at);
        }
        INT.set(bytes, at, value);
    }

    /** Overwrites two bytes that were put before, such as the number of a tuple's fields. */
    public void setShort(int at, int value) {
        if (at < 0 || at + Short.BYTES > length) {
            throw new IllegalArgumentException("no two bytes were put at " + at);
        }
        SHORT.set(bytes, at, (short) value);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            long wanted = Math.max((long) length + more, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
        }
    }
}
