package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** 0, 1, true and false. Other spellings are known, but only a rule says that they are meant. */
final class BooleanWriter implements ValueWriter {

    private static final Map<String, Boolean> SPELLINGS = Map.ofEntries(
            Map.entry("true", true),
            Map.entry("t", true),
            Map.entry("yes", true),
            Map.entry("y", true),
            Map.entry("on", true),
            Map.entry("1", true),
            Map.entry("false", false),
            Map.entry("f", false),
            Map.entry("no", false),
            Map.entry("n", false),
            Map.entry("off", false),
            Map.entry("0", false));

    /** What a word means; null where it means neither. */
    static @Nullable Boolean meaning(String text) {
        return SPELLINGS.get(text.strip().toLowerCase(Locale.ROOT));
    }

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        if (value != 0 && value != 1) {
            return IssueKind.WRONG_TYPE;
        }
        out.putByte((int) value);
        return null;
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        return value == 0 || value == 1 ? integer((long) value, out) : IssueKind.WRONG_TYPE;
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        String text = new String(utf8, StandardCharsets.ISO_8859_1);
        if (text.equals("true") || text.equals("false")) {
            out.putByte(text.equals("true") ? 1 : 0);
            return null;
        }
        return meaning(text) == null ? IssueKind.WRONG_TYPE : IssueKind.BOOLEAN_SPELLING;
    }
}
