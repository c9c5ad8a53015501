package io.longhaul.activities.relational;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks through UTF-8 for what PostgreSQL refuses, and counts characters, without making a String. */
final class Utf8 {

    static final int INVALID = -1;
    static final int NUL = -2;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;

    private Utf8() {}

    /** The number of characters, or {@link #INVALID} or {@link #NUL}; an invalid text may hold NULs, too. */
    static int characters(byte[] bytes) {
        int i = 0;
        while (i + Long.BYTES <= bytes.length) {
            long eight = (long) LONG.get(bytes, i);
            if ((eight & HIGH_BITS) != 0 || ((eight - ONES) & HIGH_BITS) != 0) {
                break;
            }
            i += Long.BYTES;
        }
        int count = i;
        boolean nul = false;
        while (i < bytes.length) {
            int length = length(bytes, i);
            if (length == 0) {
                return INVALID;
            }
            nul |= bytes[i] == 0;
            i += length;
            count++;
        }
        return nul ? NUL : count;
    }

    /** Where so many characters of a valid text end. */
    static int end(byte[] bytes, int characters) {
        int i = 0;
        for (int count = 0; count < characters && i < bytes.length; count++) {
            i += length(bytes, i);
        }
        return i;
    }

    /** The bytes of the character at an index; 0 where there is none: overlong, a surrogate, beyond Unicode, or cut off. */
    private static int length(byte[] bytes, int at) {
        int first = bytes[at];
        if (first >= 0) {
            return 1;
        }
        int lead = first & 0xff;
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (at + length > bytes.length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xff;
        boolean wrong =
                switch (lead) {
                    case 0xe0 -> second < 0xa0;
                    case 0xed -> second > 0x9f;
                    case 0xf0 -> second < 0x90;
                    case 0xf4 -> second > 0x8f;
                    default -> false;
                };
        return wrong ? 0 : length;
    }
}
