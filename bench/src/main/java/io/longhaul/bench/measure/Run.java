package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.report.Machine;
import io.longhaul.bench.report.Options;
import io.longhaul.bench.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/** {@code bench/run}: how fast a durable run is, as ratios of runs on the same machine one after the other. */
public final class Run {

    private static final String USAGE = """
            usage: bench/run [relational|vectors|backfill|repartition] [--only NAME[,NAME ...]] [--scale FRACTION] [--batch-size N] [--jfr FILE] [--markdown FILE]
              relational    how fast SQLite files come into PostgreSQL: bench/run relational --help
              vectors       how fast collections of Chroma come into pgvector: bench/run vectors --help
              backfill      how fast live tables are changed, and what their writers feel: bench/run backfill --help
              repartition   how fast they take another layout: bench/run repartition --help
              --only        these measures alone
              --scale       of the records, 1 unless told otherwise; 0.1 is for looking whether it works
              --batch-size  of the durable runs; requests stay as large as the plain loop's
              --jfr         records where the worker of the last durable run spends its time, for jfr or JDK Mission Control
              --markdown    puts the table into this file's section "Throughput and scale" as well""";

    private Run() {}

    /** Of measures one after the other, each told as soon as it is there; one that breaks is a row, and the next goes on. */
    static <B> List<Figure> figures(List<Measure<B>> measures, B bench) throws InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (Measure<B> measure : measures) {
            System.out.println("  " + measure.name() + " ...");
            for (Figure figure : of(measure, bench)) {
                System.out.println("    " + String.join(" | ", figure.cells()));
                figures.add(figure);
            }
        }
        return figures;
    }

    private static <B> List<Figure> of(Measure<B> measure, B bench) throws InterruptedException {
        try {
            return measure.body().run(bench);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            e.printStackTrace();
            return List.of(Figure.broken(measure.name(), e));
        }
    }

    static List<Measure<Bench>> all() {
        return Stream.of(Throughput.all(), Scale.all()).flatMap(List::stream).toList();
    }

    public static void main(String[] args) throws Exception {
        // gRPC says by it which sockets it uses.
        LogManager.getLogManager().reset();
        if (args.length > 0 && args[0].equals("relational")) {
            TransferRun.run(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && args[0].equals("vectors")) {
            CollectionRun.run(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && LiveRun.RECIPES.contains(args[0])) {
            LiveRun.run(args[0], Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        Options options = Options.parse(
                args, USAGE, List.of(), List.of("--only", "--scale", "--batch-size", "--jfr", "--markdown"));
        double scale = options.fraction("--scale", 1);
        int batch = (int) options.number("--batch-size", Bench.BATCH);
        List<Measure<Bench>> chosen = options.chosen("--only", all(), Measure::name);
        System.out.println(Machine.describe());
        List<Figure> figures;
        String versions;
        try (Lab lab = Lab.start(Lab.EMBED);
                Bench bench = new Bench(lab, scale, batch, options.text("--jfr"))) {
            versions = lab.versions();
            System.out.println(versions);
            figures = figures(chosen, bench);
        }
        Table table =
                new Table(Figure.COLUMNS, figures.stream().map(Figure::cells).toList());
        System.out.println(table.text());
        options.markdown(
                "Throughput and scale",
                String.format(
                        Locale.ROOT,
                        "%s. Scale %.2f; a request takes %d ms and holds %d texts; vectors of %d numbers; batches of %d"
                                + " where nothing else is said.",
                        versions,
                        scale,
                        Bench.LATENCY.toMillis(),
                        Bench.REQUEST,
                        Bench.DIMENSIONS,
                        batch),
                table);
        System.exit(figures.stream().allMatch(Figure::reached) ? 0 : 1);
    }
}
