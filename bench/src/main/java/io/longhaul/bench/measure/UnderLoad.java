package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.embedded.load.Latencies;
import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.sample.Members;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** What an application feels of it that is at work on the table. */
final class UnderLoad {

    private static final String INDEX = "[{\"name\":\"members_email_key\",\"on\":[\"email_key\"]}]";
    private static final double MOST = 3;

    /** As long as a run: what the application's own rows cost now and then, as by autovacuum, is in both. */
    private static final long BEFORE_MILLIS = 60_000;

    private UnderLoad() {}

    static List<Measure<LiveBench>> all() {
        return List.of(new Measure<>("load", UnderLoad::durable), new Measure<>("peer", bench -> List.of(peer(bench))));
    }

    private static List<Figure> durable(LiveBench bench) throws Exception {
        int rows = bench.scaled(Fills.ROWS);
        List<Figure> figures = new ArrayList<>();
        try (JavaProcess worker = bench.worker()) {
            bench.table(rows);
            Load load = bench.load();
            try {
                Changed.Span before = before();
                Changed filled = bench.change(rows, worker, LiveBench.FILLING);
                figures.add(harm(
                        "writers' p99 while rows are filled ÷ before",
                        load,
                        before,
                        filled.filling(),
                        filled.describe()));
                Changed indexed = bench.change(rows, worker, Map.of("BACKFILL_INDEXES", INDEX));
                figures.add(harm(
                        "writers' p99 while an index is built ÷ before",
                        load,
                        before,
                        indexed.finishing(),
                        String.format(
                                Locale.ROOT,
                                "built in %.1f s",
                                indexed.finishing().seconds())));
            } finally {
                load.close();
            }
            figures.add(unharmed(load));
        }
        return figures;
    }

    static Changed.Span before() throws InterruptedException {
        Thread.sleep(Load.WARM_UP.toMillis());
        long begun = System.nanoTime();
        Thread.sleep(BEFORE_MILLIS);
        return new Changed.Span(begun, System.nanoTime());
    }

    static Latencies.Summary writes(Load load, Changed.Span span) {
        return load.writes().between(span.from(), span.until());
    }

    static Figure harm(String what, Load load, Changed.Span before, Changed.Span during, String details) {
        Latencies.Summary quiet = writes(load, before);
        Latencies.Summary busy = writes(load, during);
        return Figure.atMost(
                what, MOST, busy.p99() / quiet.p99(), "before: " + quiet + "; during: " + busy + "; " + details);
    }

    /** What the application was told, and what is there; to be asked when it has ended. */
    static Figure unharmed(Load load) throws SQLException {
        List<String> findings = load.findings();
        return new Figure(
                "acknowledged writes lost or twice, and statements that failed",
                "0",
                Integer.toString(findings.size()),
                findings.isEmpty(),
                String.format(Locale.ROOT, "of %,d acknowledged", load.acknowledged())
                        + (findings.isEmpty() ? "" : ", such as: " + findings.get(0)));
    }

    /** The same by Flyway, as one would write it by hand: each statement a migration of its own. */
    private static Figure peer(LiveBench bench) throws Exception {
        bench.table(bench.scaled(Fills.ROWS));
        Path scripts = Files.createTempDirectory("longhaul-flyway-");
        List<String> statements = List.of(
                "ALTER TABLE " + Members.TABLE + " ADD COLUMN email_key text",
                Fills.UPDATE,
                "CREATE INDEX CONCURRENTLY members_email_key ON " + Members.TABLE + " (email_key)");
        for (int i = 0; i < statements.size(); i++) {
            Files.writeString(scripts.resolve("V" + (i + 1) + "__step.sql"), statements.get(i) + ";");
        }
        Load load = bench.load();
        try {
            Changed.Span before = before();
            long begun = System.nanoTime();
            migrate(bench, scripts);
            Changed.Span during = new Changed.Span(begun, System.nanoTime());
            Latencies.Summary quiet = writes(load, before);
            Latencies.Summary busy = writes(load, during);
            load.close();
            List<String> findings = load.findings();
            long timedOut = findings.stream()
                    .filter(found -> found.contains("timed out"))
                    .count();
            return Figure.only(
                    "the same by Flyway with plain SQL, writers' p99 ÷ before",
                    Figure.number(busy.p99() / quiet.p99()),
                    String.format(
                            Locale.ROOT,
                            "column, UPDATE and index in %.1f s; before: %s; during: %s; %,d statements of writers timed out"
                                    + " after 2 s; rows inserted during the UPDATE left without a value: %,d; nothing that"
                                    + " looks at the database, pauses, tells how far it is, goes on after a kill but from the"
                                    + " start, verifies or leads back",
                            during.seconds(),
                            quiet,
                            busy,
                            timedOut,
                            lacking(bench)));
        } finally {
            load.close();
            for (int i = 0; i < statements.size(); i++) {
                Files.delete(scripts.resolve("V" + (i + 1) + "__step.sql"));
            }
            Files.delete(scripts);
            bench.execute("DROP TABLE IF EXISTS flyway_schema_history");
        }
    }

    private static void migrate(LiveBench bench, Path scripts) {
        var unused = Flyway.configure()
                .dataSource(bench.source())
                .locations("filesystem:" + scripts)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                // An index can't be built concurrently beside a lock that is held by a transaction.
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate();
    }

    private static long lacking(LiveBench bench) throws SQLException {
        try (var connection = bench.source().getConnection();
                var statement = connection.createStatement();
                var row =
                        statement.executeQuery("SELECT count(*) FROM " + Members.TABLE + " WHERE email_key IS NULL")) {
            row.next();
            return row.getLong(1);
        }
    }
}
