package io.longhaul.activities.relational;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.longhaul.workflows.relational.PgType;
import org.jspecify.annotations.Nullable;

/**
 * A column of the target.
 *
 * @param source SQLite's column; null for one that is added
 * @param target its name in PostgreSQL
 * @param outcome what becomes of a row whose value does not fit
 * @param defaultSql as in DDL; null for none
 * @param generatedSql the expression of a generated column, which PostgreSQL computes and nobody copies; null if it is
 *     none
 * @param identity whether PostgreSQL numbers new rows, after the greatest that is copied
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ColumnPlan(
        @Nullable String source,
        String target,
        PgType type,
        boolean notNull,
        Conversion conversion,
        Outcome outcome,
        @Nullable String defaultSql,
        @Nullable String generatedSql,
        boolean identity) {

    /** Whether rows bring a value for it. */
    public boolean copied() {
        return generatedSql == null;
    }
}
