package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Exact numbers. A double is the shortest decimal that reads as the same double, which is what was written into SQLite:
 * 0.1 is 0.1 and not 0.1000000000000000055.
 */
final class NumericWriter implements ValueWriter {

    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int MINUS_INFINITY = 0xF000;
    private static final int MINUS = 0x4000;
    private static final int DIGITS = 4;
    private static final int BASE = 10_000;
    private static final BigInteger BIG_BASE = BigInteger.valueOf(BASE);

    /** What numeric without a precision takes, on either side of the point. */
    private static final int MOST_BEFORE = 131_072;

    private static final int MOST_AFTER = 16_383;

    /** Up to here, so many hundredths or ten-thousandths are whole numbers that a double holds exactly. */
    private static final double EXACT = 1e15;

    private final PgType type;
    private final boolean cut;

    NumericWriter(PgType type, boolean cut) {
        this.type = type;
        this.cut = cut;
    }

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        return decimal(BigDecimal.valueOf(value), out);
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        if (Double.isNaN(value)) {
            special(NAN, out);
            return null;
        }
        if (Double.isInfinite(value)) {
            if (type.size() > 0) {
                return IssueKind.NOT_FINITE;
            }
            special(value > 0 ? INFINITY : MINUS_INFINITY, out);
            return null;
        }
        return decimal(exact(value), out);
    }

    /** What was written; null for what is no finite number. */
    static @Nullable BigDecimal number(ByteBuffer written) {
        int digits = written.getShort();
        int weight = written.getShort();
        int sign = written.getShort() & 0xffff;
        if (sign != 0 && sign != MINUS) {
            return null;
        }
        written.getShort();
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < digits; i++) {
            value = value.multiply(BIG_BASE).add(BigInteger.valueOf(written.getShort()));
        }
        return new BigDecimal(sign == MINUS ? value.negate() : value, DIGITS * (digits - 1 - weight));
    }

    static BigDecimal exact(double value) {
        double scaled = value * BASE;
        if (Math.abs(scaled) < EXACT) {
            long units = Math.round(scaled);
            if ((double) units / BASE == value) {
                return BigDecimal.valueOf(units, DIGITS);
            }
        }
        return new BigDecimal(Double.toString(value));
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        Double number = FloatWriter.number(utf8);
        if (number != null && (number.isNaN() || number.isInfinite())) {
            return real(number, out);
        }
        String text = new String(utf8, StandardCharsets.ISO_8859_1).strip();
        try {
            return decimal(new BigDecimal(text), out);
        } catch (NumberFormatException e) {
            return IssueKind.WRONG_TYPE;
        }
    }

    private @Nullable IssueKind decimal(BigDecimal value, PgBinary out) {
        if (value.signum() != 0 && Math.abs((long) value.precision() - value.scale()) > MOST_BEFORE) {
            return IssueKind.NUMBER_OUT_OF_RANGE;
        }
        BigDecimal number = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        int scale = type.size() > 0 ? type.scale() : Math.max(0, number.scale());
        if (number.scale() > scale || scale > MOST_AFTER) {
            if (!cut) {
                return IssueKind.NUMBER_SCALE;
            }
            number = number.setScale(Math.min(scale, MOST_AFTER), RoundingMode.DOWN);
        }
        if (type.size() > 0 && number.signum() != 0 && number.precision() - number.scale() > type.size() - scale) {
            return IssueKind.NUMBER_OUT_OF_RANGE;
        }
        write(number, scale, out);
        return null;
    }

    private static void special(int sign, PgBinary out) {
        out.putShort(0);
        out.putShort(0);
        out.putShort(sign);
        out.putShort(0);
    }

    /** Digits of base 10,000 around the point, without zeros at either end. */
    private static void write(BigDecimal number, int scale, PgBinary out) {
        int groupsAfter = (Math.max(0, number.scale()) + DIGITS - 1) / DIGITS;
        BigDecimal whole = number.abs().setScale(groupsAfter * DIGITS, RoundingMode.UNNECESSARY);
        BigInteger units = whole.unscaledValue();
        int[] groups = units.bitLength() < Long.SIZE ? groups(units.longValue()) : groups(units);
        int last = 0;
        while (last < groups.length && groups[last] == 0) {
            last++;
        }
        int count = groups.length - last;
        out.putShort(count);
        out.putShort(count == 0 ? 0 : groups.length - 1 - groupsAfter);
        out.putShort(number.signum() < 0 ? MINUS : 0);
        out.putShort(scale);
        for (int i = groups.length - 1; i >= last; i--) {
            out.putShort(groups[i]);
        }
    }

    /** The least significant first, the greatest not zero. */
    private static int[] groups(long units) {
        int count = 0;
        for (long rest = units; rest > 0; rest /= BASE) {
            count++;
        }
        int[] groups = new int[count];
        long rest = units;
        for (int i = 0; i < count; i++) {
            groups[i] = (int) (rest % BASE);
            rest /= BASE;
        }
        return groups;
    }

    private static int[] groups(BigInteger units) {
        int[] groups = new int[units.toString().length() / DIGITS + 1];
        int count = 0;
        BigInteger rest = units;
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BIG_BASE);
            groups[count++] = parts[1].intValue();
            rest = parts[0];
        }
        return Arrays.copyOf(groups, count);
    }
}
