package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.List;

/**
 * A table with its partitions, or a plain one alone.
 *
 * @param table as in SQL
 * @param leaf whether it has rows of its own
 */
record Tree(long oid, String table, boolean leaf) {

    /** The table first. */
    static List<Tree> of(Transaction transaction, long table) throws SQLException {
        return transaction.rows(
                """
                SELECT c.oid::bigint, format('%%I.%%I', nspname, relname), relkind <> 'p'
                FROM (SELECT %1$d::bigint::regclass AS relid, 0 AS level
                      UNION SELECT relid, level FROM pg_partition_tree(%1$d::bigint::regclass) WHERE level > 0) AS t
                JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = relnamespace
                ORDER BY level, relname""".formatted(table), row -> new Tree(row.getLong(1), row.getString(2), row.getBoolean(3)));
    }
}
