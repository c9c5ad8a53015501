package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.workflows.relational.IssueKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a {@link Conversion}: appends a field of PostgreSQL's binary COPY, its length as four bytes and then its
 * value, or a length of -1 for NULL. Not for many threads.
 */
public final class Converter {

    private static final int NO_VALUE = -1;

    private final ValueWriter writer;
    private final boolean notNull;
    private final boolean nullify;
    private final Map<String, byte @Nullable []> replacements = new HashMap<>();
    private final byte @Nullable [] whenNull;
    private @Nullable IssueKind misfit;

    private Converter(Conversion conversion, boolean notNull, boolean nullify) {
        this.writer = ValueWriter.of(conversion);
        this.notNull = notNull;
        this.nullify = nullify;
        conversion.values().forEach((from, to) -> replacements.put(from, to == null ? null : utf8(to)));
        this.whenNull = conversion.whenNull() == null ? null : utf8(conversion.whenNull());
    }

    public static Converter of(ColumnPlan column) {
        return new Converter(column.conversion(), column.notNull(), column.outcome() == Outcome.NULLIFY);
    }

    /**
     * @param column of the row; -1 for a column that is added
     * @return null when the field was appended, or why the value does not fit; then nothing was
     */
    public @Nullable IssueKind convert(SqliteRow row, int column, PgBinary out) {
        int start = out.length();
        out.putInt(NO_VALUE);
        misfit = column < 0 ? absent(out) : stored(row, column, out);
        if (misfit == null) {
            if (out.length() > start + Integer.BYTES) {
                out.setInt(start, out.length() - start - Integer.BYTES);
            }
            return null;
        }
        if (nullify && !notNull) {
            out.truncate(start + Integer.BYTES);
            return null;
        }
        out.truncate(start);
        return misfit;
    }

    /** Why the last value did not fit, also where a NULL was appended for it; null where it did. */
    @Nullable
    IssueKind misfit() {
        return misfit;
    }

    private @Nullable IssueKind stored(SqliteRow row, int column, PgBinary out) {
        int type = row.type(column);
        if (type == SqliteRow.NULL) {
            return absent(out);
        }
        if (!replacements.isEmpty() && type != SqliteRow.BLOB) {
            String text = text(row, column, type);
            if (replacements.containsKey(text)) {
                byte[] replacement = replacements.get(text);
                return replacement == null ? absent(out) : written(replacement, out);
            }
        }
        return switch (type) {
            case SqliteRow.INTEGER -> writer.integer(row.integer(column), out);
            case SqliteRow.REAL -> writer.real(row.real(column), out);
            case SqliteRow.TEXT -> written(row.bytes(column), out);
            default -> blob(row.bytes(column), out);
        };
    }

    private @Nullable IssueKind absent(PgBinary out) {
        if (whenNull != null) {
            return written(whenNull, out);
        }
        return notNull ? IssueKind.NULL_IN_NOT_NULL : null;
    }

    private @Nullable IssueKind written(byte[] utf8, PgBinary out) {
        int start = out.length();
        IssueKind problem = writer.text(utf8, out);
        emptyIfNothing(problem, start, out);
        return problem;
    }

    private @Nullable IssueKind blob(byte[] bytes, PgBinary out) {
        int start = out.length();
        IssueKind problem = writer.blob(bytes, out);
        emptyIfNothing(problem, start, out);
        return problem;
    }

    /** An empty text or blob puts no bytes, and is no NULL. */
    private static void emptyIfNothing(@Nullable IssueKind problem, int start, PgBinary out) {
        if (problem == null && out.length() == start) {
            out.setInt(start - Integer.BYTES, 0);
        }
    }

    /** A value as rules write it. */
    static String text(SqliteRow row, int column, int type) {
        return switch (type) {
            case SqliteRow.INTEGER -> Long.toString(row.integer(column));
            case SqliteRow.REAL -> TextWriter.text(row.real(column));
            default -> new String(row.bytes(column), StandardCharsets.UTF_8);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
