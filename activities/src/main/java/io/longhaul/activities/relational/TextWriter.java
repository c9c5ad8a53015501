package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text, of any length or at most so many characters. */
final class TextWriter implements ValueWriter {

    private final int most;
    private final int cutTo;

    /**
     * @param most characters that the column takes; 0 means any
     * @param cutTo 0 means never
     */
    TextWriter(int most, int cutTo) {
        this.most = most == 0 ? Integer.MAX_VALUE : most;
        this.cutTo = cutTo == 0 ? Integer.MAX_VALUE : cutTo;
    }

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        return text(Long.toString(value).getBytes(StandardCharsets.ISO_8859_1), out);
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        return text(text(value).getBytes(StandardCharsets.ISO_8859_1), out);
    }

    /** As both databases and people write it. */
    static String text(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return Double.toString(value).replace('E', 'e');
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        int characters = Utf8.characters(utf8);
        if (characters < 0) {
            return characters == Utf8.NUL ? IssueKind.NUL_CHARACTER : IssueKind.INVALID_UTF8;
        }
        if (characters > cutTo) {
            characters = cutTo;
            int end = Utf8.end(utf8, cutTo);
            if (characters <= most) {
                out.putBytes(utf8, 0, end);
                return null;
            }
        }
        if (characters > most) {
            return IssueKind.STRING_TOO_LONG;
        }
        out.putBytes(utf8, 0, utf8.length);
        return null;
    }
}
