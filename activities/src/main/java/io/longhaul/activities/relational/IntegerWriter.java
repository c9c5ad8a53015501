package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Whole numbers of two, four or eight bytes. */
final class IntegerWriter implements ValueWriter {

    /** 2^63, the least double that is no long. */
    private static final double BEYOND = 0x1p63;

    private final int bytes;

    IntegerWriter(int bytes) {
        this.bytes = bytes;
    }

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        switch (bytes) {
            case Short.BYTES -> {
                if (value != (short) value) {
                    return IssueKind.NUMBER_OUT_OF_RANGE;
                }
                out.putShort((short) value);
            }
            case Integer.BYTES -> {
                if (value != (int) value) {
                    return IssueKind.NUMBER_OUT_OF_RANGE;
                }
                out.putInt((int) value);
            }
            default -> out.putLong(value);
        }
        return null;
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        if (Double.isInfinite(value)) {
            return IssueKind.NOT_FINITE;
        }
        if (value != Math.rint(value)) {
            return IssueKind.WRONG_TYPE;
        }
        return value >= -BEYOND && value < BEYOND ? integer((long) value, out) : IssueKind.NUMBER_OUT_OF_RANGE;
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        String text = new String(utf8, StandardCharsets.ISO_8859_1).strip();
        int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (digits == text.length() || !text.chars().skip(digits).allMatch(c -> c >= '0' && c <= '9')) {
            return IssueKind.WRONG_TYPE;
        }
        try {
            return integer(Long.parseLong(text), out);
        } catch (NumberFormatException tooLong) {
            return IssueKind.NUMBER_OUT_OF_RANGE;
        }
    }
}
