package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import org.jspecify.annotations.Nullable;

/** Writes a stored value as the binary form of one type of PostgreSQL, without its length. */
interface ValueWriter {

    /** Each gives null when the value was written, or why it does not fit; what was put before is then of no use. */
    @Nullable
    IssueKind integer(long value, PgBinary out);

    @Nullable
    IssueKind real(double value, PgBinary out);

    @Nullable
    IssueKind text(byte[] utf8, PgBinary out);

    default @Nullable IssueKind blob(byte[] bytes, PgBinary out) {
        return IssueKind.WRONG_TYPE;
    }

    static ValueWriter of(Conversion conversion) {
        boolean cut = conversion.cutTo() > 0;
        return switch (conversion.type().base()) {
            case BOOLEAN -> new BooleanWriter();
            case SMALLINT -> new IntegerWriter(Short.BYTES);
            case INTEGER -> new IntegerWriter(Integer.BYTES);
            case BIGINT -> new IntegerWriter(Long.BYTES);
            case REAL -> new FloatWriter(true);
            case DOUBLE -> new FloatWriter(false);
            case NUMERIC -> new NumericWriter(conversion.type(), cut);
            case VARCHAR, TEXT -> new TextWriter(conversion.type().size(), conversion.cutTo());
            case BYTEA -> new BytesWriter();
            case DATE, TIME, TIMESTAMP, TIMESTAMPTZ ->
                new TemporalWriter(conversion.type().base(), conversion.formats(), cut);
            case UUID -> new UuidWriter();
            case JSONB -> new JsonWriter();
        };
    }
}
