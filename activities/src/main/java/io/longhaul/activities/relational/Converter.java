package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.workflows.relational.IssueKind;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a {@link Conversion}: appends a field of PostgreSQL's binary COPY, its length as four bytes and then its
 * value, or a length of -1 for NULL. Not for many threads.
 */
public interface Converter {

    /**
     * @param column of the row; -1 for a column that is added
     * @return null when the field was appended, or why the value does not fit; then nothing was
     */
    @Nullable
    IssueKind convert(SqliteRow row, int column, PgBinary out);
}
