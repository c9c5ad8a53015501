package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.load.LoadTable;
import io.longhaul.embedded.sample.Members;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** The stack for tables that are changed where they are, and the ways that are compared. */
final class LiveBench {

    /** What a backfill of the sample's table sets, beside {@link #UNLIMITED} or the usual limits. */
    static final Map<String, String> FILLING = Map.of(
            "BACKFILL_COLUMN_NAME", "email_key",
            "BACKFILL_COLUMN_TYPE", "text",
            "BACKFILL_VALUE", "lower(email)");

    /** Nobody looks at the database, as nobody does beside a plain statement. */
    static final Map<String, String> UNLIMITED = Map.of(
            "BACKFILL_LIMITS_REPLICATION_LAG", "0",
            "BACKFILL_LIMITS_DEAD_ROWS", "0",
            "BACKFILL_LIMITS_ACTIVE_SESSIONS", "0",
            "BACKFILL_LIMITS_LOCK_WAITS", "0",
            "BACKFILL_LIMITS_PROBE", "0");

    private static final int WRITERS = 4;
    private static final int READERS = 2;
    private static final Duration EVERY = Duration.ofMillis(10);

    private final Lab lab;
    private final Ways ways;
    private int runs;

    /** @param rounds in which the ways take turns; the fastest of each counts, as it was disturbed least */
    record Ways(double scale, int batch, int inFlight, int rounds) {}

    LiveBench(Lab lab, Ways ways) throws SQLException {
        this.lab = lab;
        this.ways = ways;
        season();
    }

    /**
     * A server as PostgreSQL's manual wants it where much is loaded, that has been at work for a while, so that it has files of
     * its log to use again. A new one makes each of them anew, of 16 MB, and everybody waits for it.
     */
    private void season() throws SQLException {
        execute(
                "ALTER SYSTEM SET max_wal_size = '4GB'",
                "ALTER SYSTEM SET min_wal_size = '2GB'",
                "SELECT pg_reload_conf()",
                "SELECT count(pg_logical_emit_message(false, 'bench', repeat('x', 1024 * 1024))) FROM generate_series(1, 2000)",
                "CHECKPOINT");
    }

    int rounds() {
        return ways.rounds();
    }

    int scaled(int rows) {
        return Math.max(1_000, (int) (rows * ways.scale()));
    }

    JavaProcess worker() throws IOException {
        return lab.worker(lab.settings());
    }

    DataSource source() {
        return lab.targetSource();
    }

    /** A new table of so many rows, as if nobody had worked on the server for a while. */
    void table(int rows) throws SQLException {
        execute("DROP TABLE IF EXISTS " + Members.TABLE);
        if (!Members.make(source(), rows)) {
            throw new IllegalStateException("the table was not made anew");
        }
        execute("CHECKPOINT");
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = lab.target();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Seconds that a plain statement takes. */
    double plain(String sql) throws SQLException {
        try (Connection connection = lab.target();
                Statement statement = connection.createStatement()) {
            long begun = System.nanoTime();
            statement.execute(sql);
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    /** A backfill of the sample's table with a worker that is there. */
    Changed change(int rows, JavaProcess worker, Map<String, String> what) throws Exception {
        Map<String, String> settings = new HashMap<>(what);
        settings.put("BACKFILL_TABLE", Members.TABLE);
        return run("backfill", rows, worker, settings);
    }

    /** A durable run with a worker that is there. */
    Changed run(String recipe, int rows, JavaProcess worker, Map<String, String> what) throws Exception {
        runs++;
        Map<String, String> settings = new HashMap<>(lab.settings());
        settings.put("LONGHAUL_RECIPE", recipe);
        settings.putAll(what);
        Migration migration = new Migration(lab, "m" + runs, ways.batch(), ways.inFlight(), settings);
        return Changed.by(migration, lab, rows, worker);
    }

    /** Milliseconds that each change of the last run took, by its title, as the target has noted them. */
    Map<String, Double> changes() throws SQLException {
        Map<String, Double> took = new LinkedHashMap<>();
        try (Connection connection = lab.target();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT title, extract(epoch FROM done_at - begun_at) * 1000 FROM longhaul.change
                        WHERE job = (SELECT job FROM longhaul.change ORDER BY number DESC LIMIT 1) ORDER BY number""")) {
            while (rows.next()) {
                took.put(rows.getString(1), rows.getDouble(2));
            }
        }
        return took;
    }

    /** An application begins its work on the table. */
    Load load() throws SQLException {
        return load(Members.application(source()));
    }

    Load load(LoadTable application) {
        return Load.start(source(), application, WRITERS, READERS, EVERY);
    }
}
