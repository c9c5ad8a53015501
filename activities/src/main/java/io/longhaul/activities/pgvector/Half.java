package io.longhaul.activities.pgvector;

/** Numbers of two bytes, as IEEE 754 has them and halfvec keeps them. */
final class Half {

    private static final int SIGN = 0x8000;
    private static final int INFINITE = 0x7c00;

    /** Below it a float is nearer to 65,504, the greatest half, than to the one after it, which there is not. */
    private static final float TOO_GREAT = 65_520f;

    /** The least half that has all its digits, 2^-14. */
    private static final float LEAST_NORMAL = 0x1p-14f;

    private static final int FLOAT_FRACTION = 23;
    private static final int FRACTION = 10;
    private static final int BIAS_DIFFERENCE = 127 - 15;

    private Half() {}

    /** Whether it becomes a finite number. */
    static boolean fits(float number) {
        return Math.abs(number) < TOO_GREAT;
    }

    /** The nearest one, and of two the even one. */
    static short of(float number) {
        int sign = Float.floatToRawIntBits(number) >>> 16 & SIGN;
        float size = Math.abs(number);
        if (!fits(size)) {
            return (short) (sign | INFINITE);
        }
        if (size < LEAST_NORMAL) {
            // Multiples of 2^-24: rint takes the even one of two that are as near.
            return (short) (sign | (int) Math.rint(size * (double) (1 << 24)));
        }
        int bits = Float.floatToRawIntBits(size);
        int shift = FLOAT_FRACTION - FRACTION;
        int half = (bits >>> shift) - (BIAS_DIFFERENCE << FRACTION);
        int rest = bits & ((1 << shift) - 1);
        int middle = 1 << (shift - 1);
        // Where all digits are ones, the carry goes on into the exponent, as it should.
        return (short) (sign | (rest > middle || (rest == middle && (half & 1) == 1) ? half + 1 : half));
    }

    /** The float of the same value. */
    static float toFloat(short half) {
        int exponent = half >> FRACTION & 0x1f;
        int fraction = half & ((1 << FRACTION) - 1);
        float size;
        if (exponent == 0) {
            size = Math.scalb((float) fraction, -24);
        } else if (exponent == 0x1f) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            size = Math.scalb((float) (fraction | 1 << FRACTION), exponent - 25);
        }
        return (half & SIGN) == 0 ? size : -size;
    }
}
