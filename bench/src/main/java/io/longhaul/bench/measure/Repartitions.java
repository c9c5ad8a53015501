package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.sample.Chunks;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How long a table takes to get another layout, beside the bare statements, and what its users feel of it. */
final class Repartitions {

    private static final int ROWS = 1_000_000;
    private static final int WARM = 20_000;
    private static final int PARTITIONS = 100;
    private static final double LONGEST_MILLIS = 500;
    private static final Map<String, String> SPEC = Map.of("REPARTITION_TABLE", Chunks.TABLE);

    private Repartitions() {}

    static List<Measure<LiveBench>> all() {
        return List.of(
                new Measure<>("time", bench -> List.of(time(bench))), new Measure<>("load", Repartitions::underLoad));
    }

    private static void table(LiveBench bench, int rows) throws SQLException {
        bench.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS longhaul CASCADE");
        if (!Chunks.make(bench.source(), rows)) {
            throw new IllegalStateException("the table was not made anew");
        }
        bench.execute("CHECKPOINT");
    }

    private static Changed divided(LiveBench bench, int rows, JavaProcess worker) throws Exception {
        table(bench, rows);
        return bench.run("repartition", rows, worker, SPEC);
    }

    private static Figure time(LiveBench bench) throws Exception {
        int rows = bench.scaled(ROWS);
        double bare = Double.POSITIVE_INFINITY;
        double durable = Double.POSITIVE_INFINITY;
        String details = "";
        try (JavaProcess worker = bench.worker()) {
            var unused = divided(bench, WARM, worker);
            for (int round = 0; round < bench.rounds(); round++) {
                table(bench, rows);
                bare = Math.min(bare, bare(bench));
                Changed changed = divided(bench, rows, worker);
                if (changed.changing().seconds() < durable) {
                    durable = changed.changing().seconds();
                    details = String.format(
                            Locale.ROOT,
                            "copied in %.1f s, indexes, comparison and swap %.1f s",
                            changed.filling().seconds(),
                            changed.finishing().seconds());
                }
            }
        }
        return Figure.atMost(
                String.format(
                        Locale.ROOT,
                        "%,d rows into %d partitions: backup, copy, indexes, comparison, swap ÷ bare CREATE TABLE AS, INSERT, CREATE INDEX",
                        rows,
                        PARTITIONS),
                2,
                durable / bare,
                String.format(Locale.ROOT, "bare %.1f s; durable %.1f s, of them %s", bare, durable, details));
    }

    /** What one would do by hand, with nobody at work and nothing compared. */
    private static double bare(LiveBench bench) throws SQLException {
        String partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(i -> "CREATE TABLE chunks_p" + i + " PARTITION OF chunks_new FOR VALUES IN (" + i + ")")
                .collect(Collectors.joining(";"));
        return bench.plain("""
                        CREATE TABLE chunks_backup AS SELECT * FROM public.chunks;
                        CREATE TABLE chunks_new (LIKE public.chunks INCLUDING DEFAULTS, partition_key integer NOT NULL,
                          PRIMARY KEY (id, partition_key)) PARTITION BY LIST (partition_key)""")
                + bench.plain(partitions)
                + bench.plain("""
                        INSERT INTO chunks_new
                        SELECT *, ('x' || substr(md5(collection_id::text), 1, 8))::bit(32)::bigint % 100 FROM public.chunks""")
                + bench.plain("CREATE INDEX ON chunks_new (collection_id); CREATE INDEX ON chunks_new (created_at)");
    }

    private static List<Figure> underLoad(LiveBench bench) throws Exception {
        int rows = bench.scaled(ROWS);
        List<Figure> figures = new ArrayList<>();
        try (JavaProcess worker = bench.worker()) {
            // What a new process takes to compile itself, users of the table feel only where both share a machine.
            var unused = divided(bench, WARM, worker);
            table(bench, rows);
            Load load = bench.load(Chunks.application(bench.source()));
            try {
                Changed.Span before = UnderLoad.before();
                Changed changed = bench.run("repartition", rows, worker, SPEC);
                long swapped = swapped(bench);
                Changed.Span until = new Changed.Span(changed.changing().from(), swapped);
                Changed.Span since =
                        new Changed.Span(swapped, changed.changing().until());
                figures.add(UnderLoad.harm(
                        "writers' p99 during a repartition, the swap included, ÷ before",
                        load,
                        before,
                        until,
                        String.format(
                                Locale.ROOT,
                                "%,d rows in %.1f s; then, by id alone in the new layout: %s",
                                rows,
                                changed.changing().seconds(),
                                UnderLoad.writes(load, since))));
                figures.add(Figure.atMost(
                        "longest wait of a writer at the swap, in ms",
                        LONGEST_MILLIS,
                        longest(bench),
                        "from asking for the lock until it is given back; writers from the last batch to the end: "
                                + UnderLoad.writes(load, changed.finishing())));
            } finally {
                load.close();
            }
            figures.add(UnderLoad.unharmed(load));
        }
        return figures;
    }

    private static double longest(LiveBench bench) throws SQLException {
        return noted(bench, "longest_ms");
    }

    /** When the swap was done, as {@link System#nanoTime} has it; what is asked later waits for nothing of ours. */
    private static long swapped(LiveBench bench) throws SQLException {
        double ago = noted(bench, "extract(epoch FROM clock_timestamp() - swapped_at) - longest_ms / 1e3");
        return System.nanoTime() - (long) (ago * 1e9);
    }

    private static double noted(LiveBench bench, String what) throws SQLException {
        try (var connection = bench.source().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT " + what + " FROM longhaul.repartition")) {
            row.next();
            return row.getDouble(1);
        }
    }
}
