package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers of floating point, with NaN and the infinities, which PostgreSQL takes as they are. */
final class FloatWriter implements ValueWriter {

    private final boolean single;

    FloatWriter(boolean single) {
        this.single = single;
    }

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        double real = value;
        // Long.MAX_VALUE rounds up to 2^63, which casts back to itself.
        boolean exact = (long) real == value && real < 0x1p63;
        return exact ? real(real, out) : IssueKind.NUMBER_OUT_OF_RANGE;
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        if (!single) {
            out.putLong(Double.doubleToLongBits(value));
            return null;
        }
        float rounded = (float) value;
        if (Float.isInfinite(rounded) && !Double.isInfinite(value)) {
            return IssueKind.NUMBER_OUT_OF_RANGE;
        }
        out.putInt(Float.floatToIntBits(rounded));
        return null;
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        Double value = number(utf8);
        return value == null ? IssueKind.WRONG_TYPE : real(value, out);
    }

    /** As PostgreSQL reads it; null for what is no number. */
    static @Nullable Double number(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
        switch (text) {
            case "nan" -> {
                return Double.NaN;
            }
            case "inf", "+inf", "infinity", "+infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                // Java would take hexadecimal numbers and endings as 1.0d.
                if (text.isEmpty() || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || ".+-e".indexOf(c) >= 0)) {
                    return null;
                }
            }
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isInfinite(value) ? null : (Double) value;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
