package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.PgNames;
import java.sql.SQLException;
import java.util.List;

/**
 * How a table's rows are spread over its partitions, and what is the matter with some of them, as PostgreSQL's own statistics
 * have it: it costs next to nothing to ask. For people there is a view {@code partition_health}.
 */
public record PartitionHealth(List<Partition> partitions) {

    static final String VIEW = "partition_health";

    private static final String NORMAL = "NORMAL";

    /** More than twice the average is skewed, unless chance alone would give that; so is a fifth of dead rows bloat. */
    private static final String QUERY = """
            WITH leaf AS (
              SELECT t.oid AS root, n.nspname AS table_schema, t.relname AS table_name, c.relname AS partition_name,
                     pg_get_expr(c.relpartbound, c.oid) AS bounds,
                     coalesce(nullif(pg_stat_get_live_tuples(c.oid), 0), greatest(c.reltuples, 0)::bigint) AS row_count,
                     c.reltuples < 0 AND pg_stat_get_live_tuples(c.oid) = 0 AS unknown,
                     pg_stat_get_dead_tuples(c.oid) AS dead_tuples,
                     pg_total_relation_size(c.oid) AS size_bytes,
                     greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))
                       AS analyzed_at
              FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
              CROSS JOIN LATERAL pg_partition_tree(t.oid) p JOIN pg_class c ON c.oid = p.relid
              WHERE t.relkind = 'p' AND NOT t.relispartition AND p.isleaf AND %s),
            spread AS (
              SELECT leaf.*, sum(row_count) OVER (PARTITION BY root) AS all_rows,
                     avg(row_count) FILTER (WHERE bounds <> 'DEFAULT') OVER (PARTITION BY root) AS average FROM leaf)
            SELECT table_name, partition_name, bounds, row_count,
                   round(100 * row_count / nullif(all_rows, 0), 2) AS share_percent,
                   round(row_count / nullif(average, 0), 2) AS skew,
                   dead_tuples, size_bytes, analyzed_at,
                   CASE WHEN bounds = 'DEFAULT' AND row_count > 0 THEN 'DEFAULT'
                        WHEN bounds = 'DEFAULT' THEN 'NORMAL'
                        WHEN unknown THEN 'UNKNOWN'
                        WHEN dead_tuples > 1000 + row_count / 5 THEN 'BLOATED'
                        WHEN row_count = 0 THEN 'EMPTY'
                        WHEN row_count > 2 * average AND row_count > average + 3 * sqrt(average) THEN 'SKEWED'
                        ELSE 'NORMAL' END AS partition_status
            FROM spread""";

    /**
     * One partition.
     *
     * @param bounds as {@code FOR VALUES IN (7)}
     * @param rows as PostgreSQL estimates them
     * @param share of all rows, in percent
     * @param skew how many times the average it has
     * @param dead rows that vacuum has not cleared away
     * @param status {@code NORMAL}; {@code SKEWED}, {@code EMPTY} or {@code BLOATED} with dead rows; {@code DEFAULT} where the
     *     partition for what no other is for has rows; {@code UNKNOWN} before it was analyzed
     */
    public record Partition(
            String name, String bounds, long rows, double share, double skew, long dead, long bytes, String status) {

        public boolean normal() {
            return status.equals(NORMAL);
        }

        boolean ofOthers() {
            return bounds.equals("DEFAULT");
        }
    }

    /**
     * How even they are; the partition for what no other is for is left out.
     *
     * @param used that have rows
     * @param deviation standard deviation of their rows
     */
    public record Distribution(int partitions, int used, double average, long most, long least, double deviation) {}

    public PartitionHealth {
        partitions = List.copyOf(partitions);
    }

    /** @return without partitions where the table has none */
    public static PartitionHealth of(TargetDatabase target, String table) {
        return target.transaction("looking at partitions of table " + table, Watch.ofThisThread(), transaction -> {
            LiveTable found = LiveTable.read(transaction, table);
            return new PartitionHealth(transaction.rows(
                    QUERY.formatted("t.oid = " + found.oid()) + " ORDER BY partition_name",
                    row -> new Partition(
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getDouble(5),
                            row.getDouble(6),
                            row.getLong(7),
                            row.getLong(8),
                            row.getString(10))));
        });
    }

    /**
     * Makes the view, over all partitioned tables of a schema, in that schema; or where something else has the name, in
     * Longhaul's own. One that another user has made is over the same tables, and stays.
     */
    static void create(Transaction transaction, String schema) throws SQLException {
        transaction.execute("SELECT pg_advisory_xact_lock(hashtext('longhaul'))");
        String mark = "Longhaul: partitions of the tables of schema " + schema;
        String view = quoted(schema) + "." + VIEW;
        if (transaction.holds("to_regclass(" + literal(view) + ") IS NOT NULL AND NOT " + marked(view, mark))) {
            view = "longhaul." + quoted(PgNames.fitting(VIEW + "_" + schema));
        }
        if (transaction.holds(marked(view, mark) + " AND NOT (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class"
                + " WHERE oid = to_regclass(" + literal(view) + "))")) {
            return;
        }
        transaction.execute("CREATE OR REPLACE VIEW " + view + " AS "
                + QUERY.formatted("n.nspname = " + literal(schema)) + "; COMMENT ON VIEW " + view + " IS "
                + literal(mark));
    }

    private static String marked(String view, String mark) {
        return "coalesce(obj_description(to_regclass(" + literal(view) + "), 'pg_class') = " + literal(mark)
                + ", false)";
    }

    public Distribution distribution() {
        long[] rows = partitions.stream()
                .filter(partition -> !partition.ofOthers())
                .mapToLong(Partition::rows)
                .sorted()
                .toArray();
        double sum = 0;
        int used = 0;
        for (long one : rows) {
            sum += one;
            used += one > 0 ? 1 : 0;
        }
        double average = rows.length == 0 ? 0 : sum / rows.length;
        double squares = 0;
        for (long one : rows) {
            squares += (one - average) * (one - average);
        }
        return new Distribution(
                rows.length,
                used,
                average,
                rows.length == 0 ? 0 : rows[rows.length - 1],
                rows.length == 0 ? 0 : rows[0],
                rows.length < 2 ? 0 : Math.sqrt(squares / (rows.length - 1)));
    }

    /** Those that somebody should look at. */
    public List<Partition> notNormal() {
        return partitions.stream().filter(partition -> !partition.normal()).toList();
    }
}
