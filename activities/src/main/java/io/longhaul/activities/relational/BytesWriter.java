package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import org.jspecify.annotations.Nullable;

/** Bytes as they are. A text among them is none: whether it meant its own bytes is not known. */
final class BytesWriter implements ValueWriter {

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        return IssueKind.WRONG_TYPE;
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        return IssueKind.WRONG_TYPE;
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        return IssueKind.WRONG_TYPE;
    }

    @Override
    public @Nullable IssueKind blob(byte[] bytes, PgBinary out) {
        out.putBytes(bytes, 0, bytes.length);
        return null;
    }
}
