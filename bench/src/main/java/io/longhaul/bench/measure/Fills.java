package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.embedded.sample.Members;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How fast a column is filled, and what it takes. */
final class Fills {

    static final String UPDATE = "UPDATE " + Members.TABLE + " SET email_key = lower(email) WHERE email_key IS NULL";

    static final int ROWS = 1_000_000;
    private static final List<Integer> SIZES = List.of(10_000, 50_000, 100_000, 500_000, ROWS);
    private static final int LARGE = 3;
    private static final int FEW = 100_000;
    private static final int MANY = 10_000_000;

    /** Both sides begin with code that has run before, as whatever runs for long has. */
    private static final int WARM = 50_000;

    private Fills() {}

    static List<Measure<LiveBench>> all() {
        return List.of(
                new Measure<>("fill", Fills::fill),
                new Measure<>("sizes", bench -> List.of(sizes(bench))),
                new Measure<>("memory", bench -> List.of(memory(bench))));
    }

    private static Map<String, String> unlimited() {
        Map<String, String> what = new HashMap<>(LiveBench.FILLING);
        what.putAll(LiveBench.UNLIMITED);
        return what;
    }

    private static Changed filled(LiveBench bench, int rows, JavaProcess worker, Map<String, String> what)
            throws Exception {
        bench.table(rows);
        return bench.change(rows, worker, what);
    }

    private static List<Figure> fill(LiveBench bench) throws Exception {
        int rows = bench.scaled(ROWS);
        double update = Double.POSITIVE_INFINITY;
        Changed unlimited = null;
        Changed limited = null;
        try (JavaProcess worker = bench.worker()) {
            var unused = filled(bench, WARM, worker, unlimited());
            for (int round = 0; round < bench.rounds(); round++) {
                bench.table(rows);
                bench.execute("ALTER TABLE " + Members.TABLE + " ADD COLUMN email_key text");
                update = Math.min(update, bench.plain(UPDATE));
                Changed free = filled(bench, rows, worker, unlimited());
                unlimited = unlimited == null ? free : unlimited.orFaster(free);
                Changed usual = filled(bench, rows, worker, LiveBench.FILLING);
                limited = limited == null ? usual : limited.orFaster(usual);
            }
        }
        if (unlimited == null || limited == null) {
            throw new IllegalArgumentException("no round was run: give --rounds 1 or more");
        }
        String plain = String.format(Locale.ROOT, "one UPDATE %.1f s, %,.0f rows a second; ", update, rows / update);
        String what = String.format(Locale.ROOT, "%,d rows ÷ one UPDATE of the table, ", rows);
        return List.of(
                Figure.atLeast(
                        what + "filling, no limits",
                        0.6,
                        update / unlimited.filling().seconds(),
                        plain + unlimited.describe()),
                Figure.only(
                        what + "filling, usual limits",
                        Figure.number(update / limited.filling().seconds()),
                        limited.describe()),
                Figure.only(
                        what + "the whole run, no limits",
                        Figure.number(update / unlimited.whole()),
                        unlimited.describe()));
    }

    private static Figure sizes(LiveBench bench) throws Exception {
        List<String> details = new ArrayList<>();
        List<Double> speeds = new ArrayList<>();
        try (JavaProcess worker = bench.worker()) {
            var unused = filled(bench, WARM, worker, unlimited());
            for (int size : SIZES) {
                int rows = bench.scaled(size);
                Changed best = filled(bench, rows, worker, unlimited());
                for (int round = 1; round < bench.rounds(); round++) {
                    best = best.orFaster(filled(bench, rows, worker, unlimited()));
                }
                speeds.add(best.perSecond());
                details.add(best.describe());
            }
        }
        List<Double> large = speeds.subList(SIZES.size() - LARGE, SIZES.size());
        double slowest = large.stream().mapToDouble(speed -> speed).min().orElseThrow();
        double fastest = large.stream().mapToDouble(speed -> speed).max().orElseThrow();
        return Figure.atLeast(
                "rows a second, slowest ÷ fastest of the three largest tables",
                0.8,
                slowest / fastest,
                String.join("; ", details));
    }

    /** Each with a worker of its own. */
    private static Figure memory(LiveBench bench) throws Exception {
        int many = Math.max(FEW, bench.scaled(MANY));
        long[] peaks = new long[2];
        String large = "";
        for (int i = 0; i < peaks.length; i++) {
            try (JavaProcess worker = bench.worker()) {
                Changed changed = filled(bench, i == 0 ? FEW : many, worker, unlimited());
                peaks[i] = changed.peakMegabytes();
                large = changed.describe();
            }
        }
        return Figure.atMost(
                String.format(Locale.ROOT, "worker's peak memory, %,d and %,d rows", FEW, many),
                1.1,
                peaks[1] / (double) Math.max(1, peaks[0]),
                "resident " + peaks[0] + " and " + peaks[1] + " MB; " + large);
    }
}
