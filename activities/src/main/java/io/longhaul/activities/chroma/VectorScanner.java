package io.longhaul.activities.chroma;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads arrays of numbers from JSON as the floats that they are. A page is a million numbers and little else, and a parser
 * that makes a token of each takes four times as long. Not for many threads.
 */
final class VectorScanner {

    /** Powers of ten that a double holds exactly, as it does every integer of less than 2^53. */
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final long EXACT = 1L << 53;

    /** Digits that a long takes, whatever they are. */
    private static final int MOST_DIGITS = 18;

    /** Bits that a double has more than a float, and what they are half way between two floats. */
    private static final long MORE_BITS = (1L << 29) - 1;

    private static final long HALF_WAY = 1L << 28;

    private final byte[] json;
    private int at;
    private float[] numbers = new float[1_024];

    /** @param at where to begin */
    VectorScanner(byte[] json, int at) {
        this.json = json;
        this.at = at;
    }

    /** Where it has come to. */
    int position() {
        return at;
    }

    /** Reads an array of arrays, in which null may stand for either an array or a number; NaN then stands for the latter. */
    List<float @Nullable []> vectors() throws IOException {
        List<float @Nullable []> vectors = new ArrayList<>();
        expect('[');
        if (next() == ']') {
            at++;
            return vectors;
        }
        do {
            if (next() == 'n') {
                word("null");
                vectors.add(null);
            } else {
                vectors.add(vector());
            }
        } while (another());
        return vectors;
    }

    private float[] vector() throws IOException {
        expect('[');
        if (next() == ']') {
            at++;
            return new float[0];
        }
        int length = 0;
        do {
            if (length == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * length);
            }
            numbers[length++] = number();
        } while (another());
        return Arrays.copyOf(numbers, length);
    }

    /** Whether a comma follows; else the array must end. */
    private boolean another() throws IOException {
        byte next = next();
        at++;
        if (next != ',' && next != ']') {
            throw malformed();
        }
        return next == ',';
    }

    private float number() throws IOException {
        if (next() == 'n') {
            word("null");
            return Float.NaN;
        }
        int start = at;
        boolean negative = here() == '-';
        if (negative) {
            at++;
        }
        long digits = 0;
        int count = 0;
        int exponent = 0;
        int first = at;
        for (byte c = here(); c >= '0' && c <= '9'; c = here()) {
            digits = digits * 10 + c - '0';
            count += digits == 0 ? 0 : 1;
            at++;
        }
        if (at == first) {
            throw malformed();
        }
        if (here() == '.') {
            at++;
            for (byte c = here(); c >= '0' && c <= '9'; c = here()) {
                digits = digits * 10 + c - '0';
                count += digits == 0 ? 0 : 1;
                exponent--;
                at++;
            }
        }
        if (here() == 'e' || here() == 'E') {
            return slowly(start);
        }
        float size = count <= MOST_DIGITS ? exactly(digits, exponent) : Float.NaN;
        if (Float.isNaN(size)) {
            return slowly(start);
        }
        return negative ? -size : size;
    }

    /**
     * The float nearest to so many tenths, hundredths and so on. The division of two exact numbers is rounded once; to round
     * its result again is harmless unless that lies half way between two floats, where the first rounding may have put it.
     *
     * @return NaN where it can't be told in this way
     */
    private static float exactly(long digits, int exponent) {
        if (digits >= EXACT || -exponent >= TENS.length) {
            return Float.NaN;
        }
        double number = digits / TENS[-exponent];
        boolean halfWay = (Double.doubleToRawLongBits(number) & MORE_BITS) == HALF_WAY;
        boolean ordinary = digits == 0 || number >= Float.MIN_NORMAL;
        return ordinary && !halfWay ? (float) number : Float.NaN;
    }

    private float slowly(int start) throws IOException {
        for (byte c = here(); (c >= '0' && c <= '9') || c == 'e' || c == 'E' || c == '+' || c == '-'; c = here()) {
            at++;
        }
        try {
            return Float.parseFloat(new String(json, start, at - start, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private void word(String word) throws IOException {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
    }

    private void expect(char c) throws IOException {
        if (next() != c) {
            throw malformed();
        }
        at++;
    }

    /** After white space. */
    private byte next() {
        for (byte c = here(); c == ' ' || c == '\n' || c == '\r' || c == '\t'; c = here()) {
            at++;
        }
        return here();
    }

    private byte here() {
        return at < json.length ? json[at] : 0;
    }

    private IOException malformed() {
        return new IOException("not an array of vectors, at byte " + at);
    }
}
