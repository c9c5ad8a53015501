package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sum of 64-bit hashes of rows as texts: the same for the same rows in whatever order, and additive, so that the parts of
 * a table can be summed up. A row that is there twice counts twice.
 *
 * @param columns over which it is taken, in this order
 */
public record Checksum(List<String> columns) {

    public Checksum {
        columns = List.copyOf(columns);
    }

    /** What a value's text depends on, so that a row has the same today and next week, in whatever session. */
    public static void prepare(Transaction transaction) throws SQLException {
        transaction.execute("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD';"
                + " SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1;"
                + " SET LOCAL bytea_output = 'hex'; SET LOCAL lc_monetary = 'C'");
    }

    /**
     * Count and checksum, to be selected and then read by {@link Content#read}.
     *
     * @param alias of the table in the query
     */
    public String aggregates(String alias) {
        return "count(*), coalesce(sum(" + hash(alias) + "), 0)";
    }

    /** A row's hash, a bigint. */
    public String hash(String alias) {
        return "hashtextextended(" + text(alias) + " COLLATE \"C\", 0)";
    }

    /** A row as text. */
    String text(String alias) {
        return columns.stream()
                .map(column -> alias + "." + quoted(column))
                .collect(Collectors.joining(", ", "CAST(ROW(", ") AS text)"));
    }

    /** @param table as in SQL */
    Content of(Transaction transaction, String table) throws SQLException {
        return transaction.row("SELECT " + aggregates("t") + " FROM " + table + " AS t", row -> Content.read(row, 1));
    }
}
