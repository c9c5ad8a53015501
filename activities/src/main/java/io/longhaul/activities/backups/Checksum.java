package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sum of 64-bit hashes of rows: the same for the same rows in whatever order, and additive, so that the parts of a table
 * can be summed up. A row that is there twice counts twice.
 *
 * @param columns over which it is taken, in this order
 */
public record Checksum(List<Column> columns) {

    /**
     * Types of which equal values have equal bytes, so that PostgreSQL's own hash tells apart all that differs. Of others it
     * takes 1.0 and 1.00 for the same, or has none; of those the text is hashed, which takes longer.
     */
    private static final String EXACT = """
            'smallint', 'integer', 'bigint', 'oid', 'boolean', 'uuid', 'date', 'timestamp', 'timestamptz', 'bytea'""";

    private static final String TEXT = "text";

    /** @param type as which its values are hashed */
    public record Column(String name, String type) {

        /** Texts are the same if their bytes are, whatever the column's collation says. */
        private String value(String alias) {
            return "CAST(" + alias + "." + quoted(name) + " AS " + type + ")"
                    + (type.equals(TEXT) ? " COLLATE \"C\"" : "");
        }
    }

    public Checksum {
        columns = List.copyOf(columns);
    }

    /**
     * By the types that columns have in a table. Another one has the same if its columns of these names have the same values.
     *
     * @param table as in SQL
     */
    public static Checksum over(Transaction transaction, String table, List<String> columns) throws SQLException {
        String names = columns.stream().map(column -> literal(column)).collect(Collectors.joining(", "));
        return new Checksum(transaction.rows(
                """
                SELECT name, CASE WHEN atttypid = ANY (ARRAY[%s]::regtype[]) THEN format_type(atttypid, NULL) ELSE '%s' END
                FROM unnest(ARRAY[%s]::text[]) WITH ORDINALITY AS c (name, place)
                JOIN pg_attribute ON attname = name AND attrelid = %s::regclass ORDER BY place""".formatted(EXACT, TEXT, names, literal(table)),
                row -> new Column(row.getString(1), row.getString(2))));
    }

    /** What a value's text depends on, so that a row has the same today and next week, in whatever session. */
    public static void prepare(Transaction transaction) throws SQLException {
        transaction.execute("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD';"
                + " SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1;"
                + " SET LOCAL bytea_output = 'hex'; SET LOCAL lc_monetary = 'C'");
    }

    /**
     * A row's hash, a bigint.
     *
     * @param alias of the table in the query
     */
    public String hash(String alias) {
        return columns.stream()
                .map(column -> column.value(alias))
                .collect(Collectors.joining(", ", "hash_record_extended(ROW(", "), 0)"));
    }

    /** @param table as in SQL */
    public Content of(Transaction transaction, String table) throws SQLException {
        return transaction.row(
                "SELECT count(*), coalesce(sum(" + hash("t") + "), 0) FROM " + table + " AS t",
                row -> Content.read(row, 1));
    }
}
