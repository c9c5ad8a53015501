package io.longhaul.activities.postgres;

import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.relational.Database;
import io.longhaul.activities.relational.Discovered;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.activities.relational.RowChecksum;
import io.longhaul.activities.relational.RowConverter;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.embedded.process.PrivateFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Measures a copy of one table of seven mixed columns, and where its time goes. Processor time says more than the clock on
 * a machine that does other work as well: {@code java -cp ... CopySpeed 1000000}.
 */
final class CopySpeed {

    private static final double NANOS = 1e9;

    private CopySpeed() {}

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int rows = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("copy-speed");
        Database database = made(folder, rows);
        try (PostgresServer server = new PostgresServer().start()) {
            for (int round = 1; round <= 3; round++) {
                say("-- round %d%n", round);
                measure(server, database, rows);
            }
        } finally {
            PrivateFiles.delete(folder);
        }
    }

    private static Database made(Path folder, int rows) throws SQLException {
        return Database.make(
                folder,
                "CREATE TABLE event (id INTEGER PRIMARY KEY, at TIMESTAMP NOT NULL, name VARCHAR(40), amount"
                        + " DECIMAL(12,2), score REAL, active BOOLEAN, note TEXT)",
                "INSERT INTO event WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < " + rows
                        + ") SELECT x, datetime(1700000000 + x * 37, 'unixepoch'), 'name of ' || (x % 10007),"
                        + " round((x % 1000003) / 100.0, 2), x / 7.0, x % 2, CASE WHEN x % 5 THEN 'a note about '"
                        + " || x || ' with some more words in it' END FROM i");
    }

    private static void measure(PostgresServer server, Database database, int rows) throws Exception {
        Discovered[] found = {null};
        timed("discover", rows, () -> found[0] = database.discover());
        Discovered discovered = found[0];
        Target target = new Target(server, database.file(), discovered, 50_000);
        TablePlan table = discovered.plan().tables().get(0);
        timed("read only", rows, () -> read(database, table, false, false));
        timed("read, convert", rows, () -> read(database, table, true, false));
        timed("read, convert, sum", rows, () -> read(database, table, true, true));
        target.prepare();
        timed("copy", rows, target::copyAll);
        timed("finish", rows, target::finish);
        timed("verify", rows, () -> {
            if (!target.verify().passed()) {
                throw new IllegalStateException("not verified");
            }
        });
        ready(server, database, target, table, rows);
        target.reset();
    }

    private static void read(Database database, TablePlan table, boolean convert, boolean sum) {
        try (SqliteSession session = database.file().open()) {
            TableReader reader = new TableReader(session, table.rowKeys());
            RowConverter converter = new RowConverter(table, reader.firstColumn());
            RowChecksum checksum = new RowChecksum();
            PgBinary out = new PgBinary(1 << 12);
            reader.readAll(converter.sources(), converter.conditions(), row -> {
                out.truncate(0);
                if (convert) {
                    converter.convert(row, out);
                }
                if (sum) {
                    checksum.add(out.array(), 0, out.length());
                }
                return true;
            });
        }
    }

    /** COPY of the same bytes, ready in memory: what PostgreSQL itself needs. */
    private static void ready(PostgresServer server, Database database, Target target, TablePlan table, int rows)
            throws Exception {
        PgBinary all = new PgBinary(rows * 128);
        try (SqliteSession session = database.file().open()) {
            TableReader reader = new TableReader(session, table.rowKeys());
            RowConverter converter = new RowConverter(table, reader.firstColumn());
            reader.readAll(converter.sources(), converter.conditions(), row -> converter.convert(row, all) == null);
        }
        target.execute("CREATE TABLE ready (LIKE event)");
        timed("COPY of ready bytes", rows, () -> {
            try (var connection = server.connect()) {
                CopyIn copy = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY ready FROM STDIN (FORMAT binary)");
                copy.writeToCopy(BinaryCopies.HEADER, 0, BinaryCopies.HEADER.length);
                for (int at = 0; at < all.length(); at += 1 << 17) {
                    copy.writeToCopy(all.array(), at, Math.min(1 << 17, all.length() - at));
                }
                copy.writeToCopy(new byte[] {-1, -1}, 0, 2);
                copy.endCopy();
            }
        });
        target.execute("DROP TABLE ready");
    }

    private static void timed(String what, int rows, Step step) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        long processor = threads.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        double postgres = postgresSeconds();
        step.run();
        double wall = (System.nanoTime() - begin) / NANOS;
        double own = (threads.getCurrentThreadCpuTime() - processor) / NANOS;
        say(
                "%-20s %8.0f rows/s by the clock; per row %5.2f us by the clock, %5.2f us here, %5.2f us PostgreSQL%n",
                what, rows / wall, wall / rows * 1e6, own / rows * 1e6, (postgresSeconds() - postgres) / rows * 1e6);
    }

    /** Of all its processes that are descendants of this one, those that ended included. */
    private static double postgresSeconds() throws IOException {
        double ticks = 0;
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            Path stat = Path.of("/proc/" + process.pid() + "/stat");
            if (Files.isReadable(stat)) {
                String line = Files.readString(stat);
                String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
                for (int i = 11; i <= 14; i++) {
                    ticks += Long.parseLong(fields[i]);
                }
            }
        }
        return ticks / 100;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
