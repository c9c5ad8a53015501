package io.longhaul.starter.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param what was checked
 * @param detail what was found, or what is wrong
 * @param hint the likely cause and the way out, or what would be better; null where all is well
 */
public record Finding(
        String what, boolean ok, String detail, @Nullable String hint) {

    public static Finding good(String what, String detail) {
        return new Finding(what, true, detail, null);
    }

    public static Finding warning(String what, String detail, String hint) {
        return new Finding(what, true, detail, hint);
    }

    public static Finding bad(String what, String detail, String hint) {
        return new Finding(what, false, detail, hint);
    }

    /** Messages say what is wrong, then a colon, then the way out. */
    public static Finding ofMessage(String what, String message) {
        int colon = message.lastIndexOf(": ");
        if (colon < 0) {
            return bad(what, message, "See the log");
        }
        String hint = message.substring(colon + 2);
        return bad(
                what, message.substring(0, colon), hint.substring(0, 1).toUpperCase(Locale.ROOT) + hint.substring(1));
    }

    /** A line for people. */
    public String line() {
        return (ok ? "✓ " : "✗ ") + "%-16s ".formatted(what) + detail + (hint == null ? "" : ". " + hint);
    }
}
