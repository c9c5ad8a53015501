package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;

/** The view {@code partition_health} of a schema: each partition of its tables, by the server's own statistics. */
public final class PartitionHealth {

    public static final String NAME = "partition_health";

    /** So many times the average is too much. */
    private static final int SKEW = 2;

    private static final String MARK = "Longhaul: partitions of the schema's tables, and how they are";

    private PartitionHealth() {}

    public static boolean exists(Transaction transaction, String schema) throws SQLException {
        return transaction.holds(
                "obj_description(to_regclass(" + literal(name(schema)) + "), 'pg_class') = " + literal(MARK));
    }

    private static String name(String schema) {
        return quoted(schema) + "." + NAME;
    }

    /** Makes it, unless something of that name is there already. */
    static void create(Transaction transaction, String schema) throws SQLException {
        transaction.execute("SELECT pg_advisory_xact_lock(hashtext('longhaul'))");
        if (transaction.holds("to_regclass(" + literal(name(schema)) + ") IS NOT NULL")) {
            return;
        }
        transaction.execute("""
                CREATE VIEW %1$s AS
                WITH part AS (
                  SELECT parent.relname AS table_name, child.relname AS partition_name,
                         pg_get_expr(child.relpartbound, child.oid) AS bounds,
                         greatest(stat.n_live_tup, 0) AS row_count, greatest(stat.n_dead_tup, 0) AS dead_tuples,
                         pg_total_relation_size(child.oid) AS size_bytes
                  FROM pg_inherits
                  JOIN pg_class parent ON parent.oid = inhparent AND parent.relkind = 'p'
                  JOIN pg_class child ON child.oid = inhrelid
                  JOIN pg_namespace n ON n.oid = parent.relnamespace AND n.nspname = %2$s
                  LEFT JOIN pg_stat_all_tables stat ON stat.relid = child.oid),
                shared AS (
                  SELECT *, bounds = 'DEFAULT' AS rest,
                         row_count / nullif(sum(row_count) OVER whole, 0) AS share,
                         row_count / nullif(avg(row_count) FILTER (WHERE bounds <> 'DEFAULT') OVER whole, 0) AS skew
                  FROM part WINDOW whole AS (PARTITION BY table_name))
                SELECT table_name, partition_name, bounds, row_count, round(100 * share, 2) AS share_percent,
                       round(skew, 2) AS skew, dead_tuples, size_bytes,
                       CASE WHEN rest AND row_count > 0 THEN 'UNKEYED'
                            WHEN rest THEN 'NORMAL'
                            WHEN coalesce(row_count, 0) = 0 THEN 'EMPTY'
                            WHEN skew > %3$d THEN 'SKEWED'
                            WHEN dead_tuples > row_count THEN 'BLOATED'
                            ELSE 'NORMAL' END AS partition_status
                FROM shared""".formatted(name(schema), literal(schema), SKEW));
        transaction.execute("COMMENT ON VIEW " + name(schema) + " IS " + literal(MARK));
    }
}
