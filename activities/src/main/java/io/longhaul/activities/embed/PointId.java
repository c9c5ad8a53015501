package io.longhaul.activities.embed;

import java.util.Locale;
import java.util.UUID;

/** The id of a point: an unsigned 64-bit number or a UUID. Its text is read back by {@link #parse}. */
public sealed interface PointId {

    /** @param bits to be read as unsigned */
    record Unsigned(long bits) implements PointId {
        @Override
        public String toString() {
            return Long.toUnsignedString(bits);
        }
    }

    record Uuid(UUID uuid) implements PointId {
        @Override
        public String toString() {
            return uuid.toString();
        }
    }

    /** @throws IllegalArgumentException where the text is of no id */
    static PointId parse(String text) {
        try {
            return text.indexOf('-') > 0 ? new Uuid(uuid(text)) : new Unsigned(Long.parseUnsignedLong(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no id of a point, neither an unsigned number nor a UUID: " + text, e);
        }
    }

    /** Java also takes short ones, as which nobody would find the point again. */
    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equals(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("a short form");
        }
        return uuid;
    }
}
