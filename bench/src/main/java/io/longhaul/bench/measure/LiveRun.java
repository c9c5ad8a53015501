package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.report.Machine;
import io.longhaul.bench.report.Options;
import io.longhaul.bench.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code bench/run backfill} and {@code repartition}: how fast a table in use is changed, and what its users feel of it. */
final class LiveRun {

    private static final String USAGE = """
            usage: bench/run backfill|repartition [--only NAME[,NAME ...]] [--scale FRACTION] [--batch-size N]
                                                  [--concurrency N] [--rounds N] [--markdown FILE]
              --only         these measures alone: fill, sizes, memory, load, peer, index, ddl; of repartition time, load
              --scale        of the rows, 1 unless told otherwise; 0.1 is for looking whether it works
              --batch-size   of the durable runs, 5,000 unless told otherwise, of repartition 10,000
              --concurrency  batches in flight, 2 unless told otherwise
              --rounds       in which the ways take turns, 2 unless told otherwise; the fastest of each counts
              --markdown     puts the table into this file's section "Backfill" or "Repartition" as well""";

    static final List<String> RECIPES = List.of("backfill", "repartition");

    private LiveRun() {}

    static void run(String recipe, String[] args) throws Exception {
        boolean fills = recipe.equals("backfill");
        Options options = Options.parse(
                args,
                USAGE,
                List.of(),
                List.of("--only", "--scale", "--batch-size", "--concurrency", "--rounds", "--markdown"));
        LiveBench.Ways ways = new LiveBench.Ways(
                options.fraction("--scale", 1),
                (int) options.number("--batch-size", fills ? 5_000 : 10_000),
                (int) options.number("--concurrency", 2),
                (int) options.number("--rounds", 2));
        List<Measure<LiveBench>> all = fills
                ? Stream.of(Fills.all(), UnderLoad.all(), Definitions.all())
                        .flatMap(List::stream)
                        .toList()
                : Repartitions.all();
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
                fills ? "Backfill" : "Repartition",
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
