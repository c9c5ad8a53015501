package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A durable run of a SQLite file against pgloader and against COPY alone. */
final class Transfers {

    private static final int ROWS = 1_000_000;
    private static final int TABLES = 10;
    private static final int FEW = 100_000;
    private static final int MANY = 10_000_000;

    private Transfers() {}

    static List<Measure<TransferBench>> all() {
        return List.of(
                new Measure<>("table", Transfers::oneTable),
                new Measure<>("tables", Transfers::tenTables),
                new Measure<>("memory", bench -> List.of(memory(bench))));
    }

    /** The fastest of all rounds, each way by itself. */
    private static final class Best {
        private double pgloader = Double.POSITIVE_INFINITY;
        private double copy = Double.POSITIVE_INFINITY;
        private double whole = Double.POSITIVE_INFINITY;
        private double ready = Double.POSITIVE_INFINITY;
        private String cold = "";
    }

    private static Best compete(TransferBench bench, int tables, boolean withReady) throws Exception {
        int each = bench.scaled(ROWS) / tables;
        long rows = (long) each * tables;
        Path file = bench.file(tables, each);
        Optional<Pgloader> pgloader = bench.pgloader();
        Best best = new Best();
        try (JavaProcess worker = bench.worker()) {
            // Both sides begin with code that has run before, as whatever runs for long has.
            Transferred cold = bench.durable(file, rows, worker);
            best.cold = "in a new worker: " + cold.describe();
            for (int round = 0; round < bench.rounds(); round++) {
                if (pgloader.isPresent()) {
                    best.pgloader = Math.min(best.pgloader, bench.pgloaded(pgloader.get(), file, rows));
                }
                Transferred durable = bench.durable(file, rows, worker, schema -> {
                    if (withReady) {
                        best.ready = Math.min(best.ready, bench.copied(schema + ".goods0"));
                    }
                });
                best.copy = Math.min(best.copy, durable.copy());
                best.whole = Math.min(best.whole, durable.whole());
            }
        }
        return best;
    }

    private static List<Figure> oneTable(TransferBench bench) throws Exception {
        Best best = compete(bench, 1, true);
        long rows = bench.scaled(ROWS);
        String what = String.format(Locale.ROOT, "%,d rows, one table, ", rows);
        List<Figure> figures = new ArrayList<>(List.of(
                againstPgloader(what + "without verification ÷ pgloader", 1.2, rows, best.copy, best),
                againstPgloader(what + "with discovery and verification ÷ pgloader", 0.8, rows, best.whole, best)));
        figures.add(Figure.atLeast(
                what + "without verification ÷ COPY of a ready file",
                0.5,
                best.ready / best.copy,
                seconds("COPY", rows, best.ready) + "; " + seconds("durable, with keys", rows, best.copy)));
        return figures;
    }

    private static List<Figure> tenTables(TransferBench bench) throws Exception {
        Best best = compete(bench, TABLES, false);
        long rows = (long) bench.scaled(ROWS) / TABLES * TABLES;
        return List.of(againstPgloader(
                String.format(Locale.ROOT, "%,d rows, ten tables, without verification ÷ pgloader", rows),
                1.2,
                rows,
                best.copy,
                best));
    }

    private static Figure againstPgloader(String what, double goal, long rows, double seconds, Best best) {
        String durable = seconds("durable", rows, seconds) + "; " + best.cold;
        return Double.isInfinite(best.pgloader)
                ? Figure.only(what, "-", "pgloader is not here, see bench/README.md; " + durable)
                : Figure.atLeast(
                        what, goal, best.pgloader / seconds, seconds("pgloader", rows, best.pgloader) + "; " + durable);
    }

    private static String seconds(String who, long rows, double seconds) {
        return String.format(Locale.ROOT, "%s %.1f s, %,.0f rows a second", who, seconds, rows / seconds);
    }

    /** Each with a worker of its own. */
    private static Figure memory(TransferBench bench) throws Exception {
        int many = Math.max(FEW, bench.scaled(MANY));
        long[] peaks = new long[2];
        String large = "";
        for (int i = 0; i < peaks.length; i++) {
            int rows = i == 0 ? FEW : many;
            try (JavaProcess worker = bench.worker()) {
                Transferred durable = bench.durable(bench.file(1, rows), rows, worker);
                peaks[i] = durable.peakMegabytes();
                large = durable.describe();
            }
        }
        return Figure.atMost(
                String.format(Locale.ROOT, "worker's peak memory, %,d and %,d rows", FEW, many),
                1.2,
                peaks[1] / (double) Math.max(1, peaks[0]),
                "resident " + peaks[0] + " and " + peaks[1] + " MB; " + large);
    }
}
