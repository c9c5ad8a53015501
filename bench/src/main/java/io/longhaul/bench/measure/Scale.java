package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Histories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** How it grows: with workers, with records, over borders, under a limit. */
final class Scale {

    private static final int PER_WORKER = 5_000;
    private static final int SMALL = 10_000;
    private static final int LARGE = 1_000_000;
    private static final int ALLOWED_PER_MINUTE = 120;

    private Scale() {}

    static List<Measure> all() {
        return List.of(
                new Measure("workers", Scale::workers),
                new Measure("limit", bench -> List.of(limit(bench))),
                new Measure("border", bench -> List.of(border(bench))),
                new Measure("size", Scale::size));
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

    /** The endpoint refuses what is beyond its limit; what workers send beyond it costs waiting. */
    private static Figure limit(Bench bench) throws Exception {
        int minutes = 2;
        int rows = bench.scaled(minutes * ALLOWED_PER_MINUTE * Bench.REQUEST);
        bench.endpoint().limit(ALLOWED_PER_MINUTE);
        try {
            long refused = bench.endpoint().refused();
            Durable run = bench.durable("limit", new Bench.Setup(rows, Bench.REQUEST, 9, 3, 3, bench.settings()));
            double perMinute = rows / (double) Bench.REQUEST / run.toLastRecord() * 60;
            return Figure.atLeast(
                    "a limit of " + ALLOWED_PER_MINUTE
                            + " requests/min kept by answers of 429, three workers: achieved ÷ allowed",
                    0.95,
                    perMinute / ALLOWED_PER_MINUTE,
                    (bench.endpoint().refused() - refused) + " requests refused; " + run.describe());
        } finally {
            bench.endpoint().unlimited();
        }
    }

    /** A range holds 500 batches, so that small ones reach its border soon. */
    private static Figure border(Bench bench) throws Exception {
        int batch = 20;
        int rows = 520 * batch * 2;
        bench.endpoint().latency(Duration.ofMillis(100));
        try {
            Durable run = bench.durable("border", new Bench.Setup(rows, batch, 4, 1, 4, bench.settings()));
            double crossing = run.begun().get(500);
            List<Double> finished = run.finished();
            long then = finished.stream()
                    .filter(at -> Math.abs(at - crossing) <= 0.5)
                    .count();
            // Without the first second and the last, in which not all slots are taken.
            double from = run.toFirstBatch() + 1;
            double until = run.toLastRecord() - 1;
            double average =
                    finished.stream().filter(at -> at >= from && at <= until).count() / (until - from);
            return Figure.atLeast(
                    "throughput in the second that crosses a range's border ÷ average",
                    0.8,
                    then / average,
                    String.format(Locale.ROOT, "%d batches in that second, %.1f on average", then, average));
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
            Durable much = bench.durable("large", setup(bench, large), "-Xlog:gc:file=" + largeLog);
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
                            String.format(Locale.ROOT, "%,d events", histories.events())));
        } finally {
            bench.endpoint().latency(Bench.LATENCY);
        }
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
