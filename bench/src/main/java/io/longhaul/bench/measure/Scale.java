package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Histories;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import io.longhaul.workflows.engine.RangeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How it grows: with workers, with records, over borders, under a limit. */
final class Scale {

    private static final int PER_WORKER = 5_000;
    private static final int SMALL = 10_000;
    private static final int LARGE = 1_000_000;
    private static final int ALLOWED_PER_MINUTE = 120;

    /** By then the limit holds, and what was dispatched before it is answered. */
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private Scale() {}

    static List<Measure<Bench>> all() {
        return List.of(
                new Measure<>("workers", Scale::workers),
                new Measure<>("limit", bench -> List.of(limit(bench))),
                new Measure<>("border", bench -> List.of(border(bench))),
                new Measure<>("size", Scale::size));
    }

    private static List<Figure> workers(Bench bench) throws Exception {
        List<Figure> figures = new ArrayList<>();
        double one = 0;
        for (int workers : List.of(1, 2, 4)) {
            int rows = bench.scaled(PER_WORKER) * workers;
            Durable run = bench.durable(
                    "workers", new Bench.Setup(rows, bench.batch(), 3 * workers, workers, 1, bench.settings()));
            if (workers == 1) {
                one = run.perSecond();
            } else {
                figures.add(Figure.atLeast(
                        workers + " worker processes ÷ 1, one request in flight each",
                        workers == 2 ? 1.9 : 3.6,
                        run.perSecond() / one,
                        String.format(Locale.ROOT, "1: %.0f a second; %s", one, run.describe())));
            }
        }
        return figures;
    }

    /** Set as an operator sets it, while the migration runs; counted where the requests arrive. */
    private static Figure limit(Bench bench) throws Exception {
        Duration measured = bench.scaled(Duration.ofMinutes(5));
        int batch = 20;
        // What is sent before the limit holds, and a minute more than is measured.
        int batches = 600 + (int) (ALLOWED_PER_MINUTE * measured.plusMinutes(1).toSeconds() / 60);
        Bench.Setup setup = new Bench.Setup(batches * batch, batch, 12, 3, 4, bench.settings());
        return bench.withWorkers(setup, workers -> {
            Migration migration = bench.migration("limit", setup);
            migration.start();
            set(migration, ALLOWED_PER_MINUTE);
            Thread.sleep(SETTLING.toMillis());
            long before = bench.endpoint().answered();
            long begun = System.nanoTime();
            Thread.sleep(measured.toMillis());
            double minutes = (System.nanoTime() - begun) / 60e9;
            double achieved = (bench.endpoint().answered() - before) / minutes;
            boolean ran = !migration.ended();
            set(migration, 0);
            migration.awaitEnd(Duration.ofMinutes(10));
            if (!ran) {
                throw new IllegalStateException("the migration ended before its rate was measured");
            }
            return Figure.within(
                    "a rate limit of " + ALLOWED_PER_MINUTE + " requests/min over three workers: achieved ÷ allowed",
                    0.95,
                    1.0,
                    achieved / ALLOWED_PER_MINUTE,
                    String.format(
                            Locale.ROOT,
                            "%.1f requests a minute, over %.1f minutes, set by set --rate while it ran",
                            achieved,
                            minutes));
        });
    }

    private static void set(Migration migration, int perMinute) {
        Lab.Answer answer = migration.command("set", migration.name(), "--rate", perMinute + "/min");
        if (answer.exit() != 0) {
            throw new IllegalStateException("the rate was not set: " + answer.err());
        }
    }

    /** Ranges hold 500 batches, so that small ones reach several borders soon; one alone says little. */
    private static Figure border(Bench bench) throws Exception {
        int batch = 10;
        int borders = 4;
        int rows = (borders * RangeRequest.BATCHES + 200) * batch;
        bench.endpoint().latency(Duration.ofMillis(100));
        try {
            Durable run = bench.durable("border", new Bench.Setup(rows, batch, 8, 1, 4, bench.settings()));
            List<Double> finished = run.finished();
            // Without the first second and the last, in which not all slots are taken.
            double from = run.toFirstBatch() + 1;
            double until = run.toLastRecord() - 1;
            double average =
                    finished.stream().filter(at -> at >= from && at <= until).count() / (until - from);
            List<Double> ratios = new ArrayList<>();
            for (int border = 1; border <= borders; border++) {
                double crossing = run.begun().get(border * RangeRequest.BATCHES);
                long then = finished.stream()
                        .filter(at -> Math.abs(at - crossing) <= 0.5)
                        .count();
                ratios.add(then / average);
            }
            return Figure.atLeast(
                    "throughput in the second that crosses a range's border ÷ average",
                    0.8,
                    ratios.stream().mapToDouble(Double::doubleValue).average().orElse(0),
                    String.format(
                            Locale.ROOT,
                            "mean of %d borders: %s; %.1f batches a second on average",
                            borders,
                            ratios.stream().map(Figure::number).collect(Collectors.joining(", ")),
                            average));
        } finally {
            bench.endpoint().latency(Bench.LATENCY);
        }
    }

    private static List<Figure> size(Bench bench) throws Exception {
        bench.endpoint().latency(Duration.ZERO);
        try {
            Path smallLog = bench.lab().directory().resolve("gc-small.log");
            Path largeLog = bench.lab().directory().resolve("gc-large.log");
            int large = bench.scaled(LARGE);
            Durable little = bench.durable("small", setup(bench, SMALL), "-Xlog:gc:file=" + smallLog);
            long temporal = temporalBytes(bench.lab());
            long ledger = ledgerBytes(bench.lab());
            Durable much = bench.durable("large", setup(bench, large), "-Xlog:gc:file=" + largeLog);
            temporal = temporalBytes(bench.lab()) - temporal;
            ledger = ledgerBytes(bench.lab()) - ledger;
            Histories histories = Histories.of(
                    Objects.requireNonNull(bench.settings().get("TEMPORAL_ADDRESS")), "longhaul/" + bench.lastName());
            String both = String.format(Locale.ROOT, "%,d and %,d records", SMALL, large);
            return List.of(
                    Figure.atMost(
                            "worker's peak memory, " + both,
                            1.15,
                            much.peakMegabytes() / (double) little.peakMegabytes(),
                            String.format(
                                    Locale.ROOT,
                                    "resident %d and %d MB; heap in use after a collection at most %d and %d MB",
                                    little.peakMegabytes(),
                                    much.peakMegabytes(),
                                    mostLive(smallLog),
                                    mostLive(largeLog))),
                    Figure.atMost(
                            "time to the first batch, " + both,
                            1.5,
                            much.toFirstBatch() / little.toFirstBatch(),
                            String.format(
                                    Locale.ROOT, "%.2f s and %.2f s", little.toFirstBatch(), much.toFirstBatch())),
                    Figure.atMost(
                            "events in the longest history",
                            10_000,
                            (double) histories.longest(),
                            histories.workflows() + " workflows; " + much.describe()),
                    Figure.atMost(
                            "events a record, all histories, batches of " + Bench.REQUEST,
                            0.30,
                            histories.events() / (double) large,
                            String.format(Locale.ROOT, "%,d events", histories.events())),
                    Figure.only(
                            "Temporal's disk, bytes an event",
                            Figure.number(temporal / (double) histories.events()),
                            String.format(Locale.ROOT, "%,d MB in SQLite, with its indexes", temporal >> 20)),
                    Figure.only(
                            "the ledger's disk for good, bytes a batch",
                            Figure.number(ledger / (double) much.finished().size()),
                            String.format(Locale.ROOT, "%,d MB, with its indexes", ledger >> 20)));
        } finally {
            bench.endpoint().latency(Bench.LATENCY);
        }
    }

    /** Its database with what is still in its log. */
    private static long temporalBytes(Lab lab) throws IOException {
        try (Stream<Path> files = Files.list(lab.directory().resolve("temporal"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("temporal.db"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** What stays after a migration; the stage is empty then. */
    private static long ledgerBytes(Lab lab) throws SQLException {
        return new LedgerRows(lab).number("""
                select sum(pg_total_relation_size(relid)) from pg_stat_user_tables
                where relname in ('ingestion_job', 'ingestion_batch', 'ingestion_failure', 'embedding_request')
                  and ? <> ''""", "x");
    }

    private static Bench.Setup setup(Bench bench, int rows) {
        return new Bench.Setup(rows, Bench.REQUEST, 8, 1, 8, bench.settings());
    }

    /** From lines such as {@code Pause Young (Allocation Failure) 98M->31M(247M) 12.3ms}. */
    private static long mostLive(Path log) throws IOException {
        long most = 0;
        for (String line : Files.readAllLines(log)) {
            int arrow = line.indexOf("M->");
            if (arrow > 0) {
                most = Math.max(most, Long.parseLong(line.substring(arrow + 3, line.indexOf('M', arrow + 3))));
            }
        }
        return most;
    }
}
