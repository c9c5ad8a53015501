package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A table as the catalog has it.
 *
 * @param kind as in {@code pg_class.relkind}
 * @param owned whether the user may change it
 * @param rows as PostgreSQL estimates them; of a partitioned table, those of its partitions, as for bytes
 * @param key columns of the primary key, in its order; empty where there is none
 */
public record LiveTable(
        long oid,
        String schema,
        String name,
        String kind,
        boolean owned,
        long rows,
        long bytes,
        List<Column> columns,
        List<Column> key) {

    /** @param type with its modifiers, as in SQL */
    public record Column(String name, String type, boolean notNull) {}

    public LiveTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** @param name as in SQL: {@code public.users} */
    public static LiveTable read(Transaction transaction, String name) throws SQLException {
        Optional<Long> oid = transaction
                .rows(
                        "SELECT to_regclass(" + literal(name) + ")::oid::bigint",
                        row -> Optional.ofNullable(row.getObject(1, Long.class)))
                .get(0);
        if (oid.isEmpty()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "there is no table " + name + " in the target: give it as schema.table, with quotes where SQL needs"
                            + " them");
        }
        return read(transaction, oid.get());
    }

    private static LiveTable read(Transaction transaction, long oid) throws SQLException {
        List<Column> columns = columns(transaction, """
                SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
                WHERE attrelid = %d AND attnum > 0 AND NOT attisdropped ORDER BY attnum""".formatted(oid));
        List<Column> key = columns(transaction, """
                SELECT attname, format_type(atttypid, atttypmod), attnotnull
                FROM pg_index, unnest(indkey) WITH ORDINALITY AS k (num, place)
                JOIN pg_attribute ON attnum = k.num
                WHERE indrelid = %1$d AND indisprimary AND attrelid = %1$d ORDER BY place""".formatted(oid));
        return transaction.row(
                """
                SELECT nspname, c.relname, c.relkind, pg_has_role(c.relowner, 'USAGE'),
                       sum(greatest(leaf.reltuples, 0))::bigint, sum(pg_table_size(leaf.oid))::bigint
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL (SELECT c.oid::regclass AS part
                                    UNION SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf) AS parts
                JOIN pg_class leaf ON leaf.oid = part
                WHERE c.oid = %d GROUP BY 1, 2, 3, 4""".formatted(oid),
                row -> new LiveTable(
                        oid,
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        row.getLong(5),
                        row.getLong(6),
                        columns,
                        key));
    }

    private static List<Column> columns(Transaction transaction, String query) throws SQLException {
        return transaction.rows(query, row -> new Column(row.getString(1), row.getString(2), row.getBoolean(3)));
    }

    public Optional<Column> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    /** The same table, whose rows are found by other columns. */
    public LiveTable withKey(List<String> other) {
        return new LiveTable(
                oid,
                schema,
                name,
                kind,
                owned,
                rows,
                bytes,
                columns,
                other.stream().map(part -> column(part).orElseThrow()).toList());
    }

    /** With its schema, as in SQL. */
    public String quotedName() {
        return quoted(schema) + "." + quoted(name);
    }

    /** With the alias that expressions over its rows may use: its bare name. */
    public String aliased() {
        return quotedName() + " AS " + quoted(name);
    }

    /** For people. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
