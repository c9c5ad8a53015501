package io.longhaul.starter.check;

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

    /** A line for people. */
    public String line() {
        return (ok ? "✓ " : "✗ ") + "%-16s ".formatted(what) + detail + (hint == null ? "" : ". " + hint);
    }
}
