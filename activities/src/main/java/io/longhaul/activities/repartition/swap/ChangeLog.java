package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The keys of all rows that writers touch in one table of a pair. Triggers write them in the writer's own transaction: they
 * know nothing of the other table, so nothing about it can fail a writer or make it wait. An entry without a key says that the
 * table, or a partition, was truncated.
 */
public final class ChangeLog {

    /** Set to {@code on} by whoever writes rows that came from the other table. */
    static final String CARRYING = "longhaul.carrying";

    private static final String ENTRY = "longhaul_entry";
    /** No table of an application is called that. */
    private static final String LOGGED = "longhaul_logged";

    static final String ROWS = "zz_longhaul_log";
    static final String TRUNCATION = "zz_longhaul_truncated";

    /** To count more would take long. */
    private static final int COUNTED = 10_000;

    private final TablePair pair;
    private final TablePair.Side side;

    ChangeLog(TablePair pair, TablePair.Side side) {
        this.pair = pair;
        this.side = side;
    }

    /** That of the table which applications write to now. */
    public static ChangeLog ofLive(TablePair pair) {
        return new ChangeLog(pair, pair.live());
    }

    /** The table with the entries, as in SQL. */
    public String table() {
        return "longhaul." + quoted("log_" + pair.oid(side));
    }

    private String function() {
        return "longhaul." + quoted("log_" + pair.oid(side));
    }

    /** Logs from the end of the transaction on; those who write at this moment are waited for. */
    void create(Transaction transaction) throws SQLException {
        transaction.execute("CREATE TABLE IF NOT EXISTS " + table() + " (" + ENTRY
                + " bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, " + columns(transaction) + ")");
        // A truncation is looked for under the lock of a swap, where the log may have grown for days.
        transaction.execute("CREATE INDEX IF NOT EXISTS " + quoted("log_" + pair.oid(side) + "_truncations") + " ON "
                + table() + " (" + ENTRY + ") WHERE " + isTruncation());
        transaction.execute("""
                CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = pg_catalog, pg_temp AS %2$s""".formatted(function(), literal(body())));
        if (missing(transaction).isEmpty()) {
            return;
        }
        List<String> triggers = new ArrayList<>();
        triggers.add(trigger(ROWS, pair.table(side), "AFTER INSERT OR UPDATE OR DELETE", "ROW"));
        for (Tree part : Tree.of(transaction, pair.oid(side))) {
            triggers.add(ofTruncation(part));
        }
        transaction.execute(OneStatement.of(triggers));
    }

    /** What replication writes is logged, too. */
    private String trigger(String name, String table, String when, String each) {
        return """
                CREATE OR REPLACE TRIGGER %1$s %3$s ON %2$s FOR EACH %4$s
                WHEN (pg_catalog.current_setting('%5$s', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION %6$s();
                ALTER TABLE %2$s ENABLE ALWAYS TRIGGER %1$s""".formatted(name, table, when, each, CARRYING, function());
    }

    private String columns(Transaction transaction) throws SQLException {
        LiveTable table = LiveTable.read(transaction, pair.table(side));
        return pair.columns().key().stream()
                .map(key -> quoted(key) + " " + table.column(key).orElseThrow().type())
                .collect(Collectors.joining(", "));
    }

    /** Keys are compared as texts: so no operator of the key's type is needed, nor any search path. */
    private String body() {
        return """
                BEGIN
                  IF TG_OP = 'TRUNCATE' THEN
                    INSERT INTO %1$s DEFAULT VALUES;
                  ELSIF TG_OP = 'INSERT' THEN
                    INSERT INTO %1$s (%2$s) VALUES (%3$s);
                  ELSE
                    INSERT INTO %1$s (%2$s) VALUES (%4$s);
                    IF TG_OP = 'UPDATE' AND (%5$s) THEN
                      INSERT INTO %1$s (%2$s) VALUES (%3$s);
                    END IF;
                  END IF;
                  RETURN NULL;
                END""".formatted(
                        table(),
                        pair.columns().keyNames(),
                        joined(", ", key -> "NEW." + key),
                        joined(", ", key -> "OLD." + key),
                        joined(" OR ", key -> "CAST(NEW." + key + " AS text) <> CAST(OLD." + key + " AS text)"));
    }

    private String joined(String by, Function<String, String> sql) {
        return pair.columns().key().stream().map(key -> sql.apply(quoted(key))).collect(Collectors.joining(by));
    }

    /** The parts of the table that are written to without a log. */
    private List<String> missing(Transaction transaction) throws SQLException {
        return transaction.rows(
                """
                SELECT c.oid::regclass::text
                FROM (SELECT %1$d::bigint::regclass AS relid UNION SELECT relid FROM pg_partition_tree(%1$d::bigint::regclass)) AS t
                JOIN pg_class c ON c.oid = t.relid
                WHERE (SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid AND tgenabled = 'A'
                       AND tgname IN (%2$s, %3$s)) < 2""".formatted(pair.oid(side), literal(ROWS), literal(TRUNCATION)), row -> row.getString(1));
    }

    /** @throws MigrationException where somebody has removed or disabled it, so that writes may have gone by */
    void requireWhole(Transaction transaction) throws SQLException {
        List<String> missing = missing(transaction);
        if (!missing.isEmpty()) {
            throw new MigrationException(
                    FailureKind.VERIFICATION_FAILED,
                    "what is written to " + String.join(", ", missing) + " is no longer logged, as its triggers "
                            + ROWS + " and " + TRUNCATION
                            + " were removed or disabled: roll back and begin anew");
        }
    }

    /**
     * What waits to be carried over. Entries are taken out from the first on, and so many are told by their numbers: those of
     * transactions that came to nothing count, too.
     *
     * @param since when the live table is logged
     */
    Waiting waiting(Transaction transaction, Instant since) throws SQLException {
        return transaction.row(
                """
                SELECT CASE WHEN counted > %3$d THEN (SELECT max(%2$s) - min(%2$s) + 1 FROM %1$s) ELSE counted END, counted > %3$d,
                       pg_total_relation_size(%4$s)
                FROM (SELECT count(*) AS counted FROM (SELECT FROM %1$s LIMIT %3$d + 1) AS l) AS c""".formatted(table(), ENTRY, COUNTED, literal(table())),
                row -> new Waiting(
                        pair.live() == TablePair.Side.MADE, row.getLong(1), row.getBoolean(2), row.getLong(3), since));
    }

    /** Whether there are more than so many. */
    boolean has(Transaction transaction, int more) throws SQLException {
        return transaction.holds("EXISTS (SELECT FROM " + table() + " OFFSET " + more + " LIMIT 1)");
    }

    /** Whether a row of either table, under the alias, waits for nothing: as a condition. */
    public String carried(String alias) {
        String same = joined(" AND ", key -> LOGGED + "." + key + " = " + alias + "." + key);
        return "NOT EXISTS (SELECT FROM " + table() + " AS " + LOGGED + " WHERE " + same + ")";
    }

    /** Whether a truncation waits, of which rows that it takes are not in the log: as a condition. */
    public String truncated() {
        return "EXISTS (SELECT FROM " + table() + " WHERE " + isTruncation() + ")";
    }

    /** Whether a row of either table waits for being carried over: as a condition on bare names. */
    String logged() {
        String keys = pair.columns().keyNames();
        return "(" + keys + ") IN (SELECT " + keys + " FROM " + table() + ")";
    }

    private String isTruncation() {
        return joined(" AND ", key -> key + " IS NULL");
    }

    /**
     * Keys, and whether there was a truncation among them.
     *
     * @param entries how many they were
     * @param keys each as texts
     */
    record Taken(long entries, List<String[]> keys, boolean truncated) {}

    /** Takes the first entries out of the log. */
    Taken take(Transaction transaction, int most) throws SQLException {
        List<String[]> taken = transaction.rows("""
                WITH taken AS (
                  DELETE FROM %1$s WHERE %2$s IN (SELECT %2$s FROM %1$s ORDER BY %2$s LIMIT %3$d) RETURNING *)
                SELECT ARRAY[%4$s] FROM taken""".formatted(table(), ENTRY, most, texts()), row ->
                (String[]) row.getArray(1).getArray());
        List<String[]> keys = taken.stream().filter(key -> key[0] != null).toList();
        return new Taken(taken.size(), keys, keys.size() < taken.size());
    }

    /** All that this snapshot has. */
    long takeAll(Transaction transaction) throws SQLException {
        return transaction.change("DELETE FROM " + table());
    }

    /** Logs truncations of partitions that came since; their rows are logged, as they have the table's trigger. */
    void extend(Transaction transaction, List<Tree> parts) throws SQLException {
        transaction.execute(
                OneStatement.of(parts.stream().map(this::ofTruncation).toList()));
    }

    private String ofTruncation(Tree part) {
        return trigger(TRUNCATION, part.table(), "AFTER TRUNCATE", "STATEMENT");
    }

    /** Has all rows of a partition carried over. */
    void enter(Transaction transaction, Tree part) throws SQLException {
        String keys = pair.columns().keyNames();
        transaction.execute("INSERT INTO " + table() + " (" + keys + ") SELECT " + keys + " FROM " + part.table());
    }

    /** Has the other table lose what the live one does not have. */
    void enterTruncation(Transaction transaction) throws SQLException {
        transaction.execute("INSERT INTO " + table() + " DEFAULT VALUES");
    }

    private String texts() {
        return joined(", ", key -> key + "::text");
    }

    /** With all that is in it. */
    void remove(Transaction transaction) throws SQLException {
        List<String> drops = new ArrayList<>();
        if (!pair.bareName(side).isEmpty()) {
            drops.add("DROP TRIGGER IF EXISTS " + ROWS + " ON " + pair.table(side));
            for (Tree part : Tree.of(transaction, pair.oid(side))) {
                drops.add("DROP TRIGGER IF EXISTS " + TRUNCATION + " ON " + part.table());
            }
        }
        drops.add("DROP FUNCTION IF EXISTS " + function() + "()");
        drops.add("DROP TABLE IF EXISTS " + table());
        transaction.execute(OneStatement.of(drops));
    }
}
