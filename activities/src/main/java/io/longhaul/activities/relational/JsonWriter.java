package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON as PostgreSQL's jsonb, unless it holds what that refuses. */
final class JsonWriter implements ValueWriter {

    private static final byte VERSION = 1;

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        return put(Long.toString(value).getBytes(StandardCharsets.ISO_8859_1), out);
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        if (Double.isInfinite(value)) {
            return IssueKind.NOT_FINITE;
        }
        return put(TextWriter.text(value).getBytes(StandardCharsets.ISO_8859_1), out);
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        int characters = Utf8.characters(utf8);
        if (characters < 0) {
            return characters == Utf8.NUL ? IssueKind.NUL_CHARACTER : IssueKind.INVALID_UTF8;
        }
        return put(utf8, out);
    }

    private static @Nullable IssueKind put(byte[] json, PgBinary out) {
        out.putByte(VERSION);
        return JsonbText.append(json, out);
    }
}
