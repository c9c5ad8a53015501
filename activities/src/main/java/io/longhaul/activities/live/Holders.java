package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.Watch;
import java.util.List;

/** Who keeps a change from the lock that it needs. */
final class Holders {

    private Holders() {}

    /**
     * The transaction that has held any lock on a table for longest, in words; empty where nobody does any more.
     *
     * @param table with its schema, as people write it
     */
    static String words(LiveDatabase database, String table, Watch watch) {
        List<String> oldest;
        try {
            oldest = database.calmly(
                    "looking who holds table " + table,
                    watch,
                    transaction -> transaction.rows("""
                        SELECT format(': process %%s (%%s) has held it for %%s s', a.pid,
                                      coalesce(a.backend_type, 'of another user'),
                                      round(extract(epoch FROM clock_timestamp() - a.xact_start)))
                        FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                        JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_stat_activity a ON a.pid = l.pid
                        WHERE l.granted AND l.pid <> pg_backend_pid() AND n.nspname || '.' || c.relname = %s
                          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        ORDER BY a.xact_start LIMIT 1""".formatted(literal(table)), row -> row.getString(1)));
        } catch (MigrationException e) {
            // Who it is helps people; the change itself tells of a server that does not answer.
            return "";
        }
        return oldest.isEmpty() ? "" : oldest.get(0);
    }
}
