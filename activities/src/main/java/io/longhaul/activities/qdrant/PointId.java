package io.longhaul.activities.qdrant;

import java.util.UUID;
import java.util.regex.Pattern;

/** Names a point: an unsigned 64-bit integer or a UUID, which are the two forms that Qdrant knows. */
public sealed interface PointId {

    /** @param unsigned read as unsigned, so that -1 is the largest id */
    static PointId of(long unsigned) {
        return new Unsigned(unsigned);
    }

    static PointId of(UUID uuid) {
        return new Uuid(uuid);
    }

    /**
     * Reads what {@link Object#toString} gives, and nothing else: two texts never name one point.
     *
     * @throws IllegalArgumentException for any other text
     */
    static PointId parse(String text) {
        try {
            if (Unsigned.FORM.matcher(text).matches()) {
                return new Unsigned(Long.parseUnsignedLong(text));
            }
            if (Uuid.FORM.matcher(text).matches()) {
                return new Uuid(UUID.fromString(text));
            }
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException(
                    "a point id is at most 18446744073709551615, this one is larger", tooLarge);
        }
        throw new IllegalArgumentException("a point id is an unsigned integer or a UUID in lower case");
    }

    /** An unsigned integer, kept in the bits of a long. */
    record Unsigned(long bits) implements PointId {

        private static final Pattern FORM = Pattern.compile("0|[1-9][0-9]{0,19}");

        @Override
        public String toString() {
            return Long.toUnsignedString(bits);
        }
    }

    /** A UUID. */
    record Uuid(UUID value) implements PointId {

        private static final Pattern FORM =
                Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

        @Override
        public String toString() {
            return value.toString();
        }
    }
}
