package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.report.Machine;
import io.longhaul.bench.report.Options;
import io.longhaul.bench.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code bench/run backfill}: how fast a table is changed that is in use, and what its users feel of it. */
final class LiveRun {

    private static final String USAGE = """
            usage: bench/run backfill [--only NAME[,NAME ...]] [--scale FRACTION] [--batch-size N] [--concurrency N]
                                      [--rounds N] [--markdown FILE]
              --only         these measures alone: fill, sizes, memory, load, peer, index, ddl
              --scale        of the rows, 1 unless told otherwise; 0.1 is for looking whether it works
              --batch-size   of the durable runs, 5,000 unless told otherwise
              --concurrency  batches in flight, 2 unless told otherwise
              --rounds       in which the ways take turns, 2 unless told otherwise; the fastest of each counts
              --markdown     puts the table into this file's section "Backfill" as well""";

    private LiveRun() {}

    static void run(String[] args) throws Exception {
        Options options = Options.parse(
                args,
                USAGE,
                List.of(),
                List.of("--only", "--scale", "--batch-size", "--concurrency", "--rounds", "--markdown"));
        LiveBench.Ways ways = new LiveBench.Ways(
                options.fraction("--scale", 1),
                (int) options.number("--batch-size", 5_000),
                (int) options.number("--concurrency", 2),
                (int) options.number("--rounds", 2));
        List<Measure<LiveBench>> all = Stream.of(Fills.all(), UnderLoad.all(), Definitions.all())
                .flatMap(List::stream)
                .toList();
        List<Measure<LiveBench>> chosen = options.chosen("--only", all, Measure::name);
        System.out.println(Machine.describe());
        List<Figure> figures;
        String versions;
        try (Lab lab = Lab.start(Lab.RELATIONAL)) {
            versions = lab.versions();
            System.out.println(versions);
            figures = Run.figures(chosen, new LiveBench(lab, ways));
        }
        Table table =
                new Table(Figure.COLUMNS, figures.stream().map(Figure::cells).toList());
        System.out.println(table.text());
        options.markdown(
                "Backfill",
                String.format(
                        Locale.ROOT,
                        "%s. Scale %.2f; batch size %,d, %d batches in flight; the fastest of %d rounds of each way.",
                        versions,
                        ways.scale(),
                        ways.batch(),
                        ways.inFlight(),
                        ways.rounds()),
                table);
        System.exit(figures.stream().allMatch(Figure::reached) ? 0 : 1);
    }
}
