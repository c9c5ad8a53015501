package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.report.Machine;
import io.longhaul.bench.report.Options;
import io.longhaul.bench.report.Table;
import java.util.List;
import java.util.Locale;

/** {@code bench/run relational}: how fast a SQLite file comes into PostgreSQL, beside other ways on the same machine. */
final class TransferRun {

    private static final String USAGE = """
            usage: bench/run relational [--only NAME[,NAME ...]] [--scale FRACTION] [--batch-size N] [--rounds N]
                                        [--worker-options OPTIONS] [--pgloader PROGRAM] [--markdown FILE]
              --only            these measures alone: table, tables, memory
              --scale           of the rows, 1 unless told otherwise; 0.1 is for looking whether it works
              --batch-size      of the durable runs, 50,000 unless told otherwise
              --rounds          in which the ways take turns, 3 unless told otherwise; the fastest of each counts
              --worker-options  of the worker's JVM, with blanks between them
              --pgloader        where it is; bench/README.md says how to get it
              --markdown        puts the table into this file's section "Relational" as well""";

    private static final int BATCH = 50_000;

    private TransferRun() {}

    static void run(String[] args) throws Exception {
        Options options = Options.parse(
                args,
                USAGE,
                List.of(),
                List.of(
                        "--only",
                        "--scale",
                        "--batch-size",
                        "--rounds",
                        "--worker-options",
                        "--pgloader",
                        "--markdown"));
        double scale = options.fraction("--scale", 1);
        int batch = (int) options.number("--batch-size", BATCH);
        int rounds = (int) options.number("--rounds", 3);
        String worker = options.text("--worker-options");
        List<String> workerOptions = worker == null ? List.of() : List.of(worker.split(" "));
        List<Measure<TransferBench>> chosen = options.chosen("--only", Transfers.all(), Measure::name);
        System.out.println(Machine.describe());
        List<Figure> figures;
        String versions;
        try (Lab lab = Lab.start(Lab.RELATIONAL)) {
            versions = lab.versions();
            System.out.println(versions);
            figures = Run.figures(
                    chosen, new TransferBench(lab, scale, batch, rounds, workerOptions, options.text("--pgloader")));
        }
        Table table =
                new Table(Figure.COLUMNS, figures.stream().map(Figure::cells).toList());
        System.out.println(table.text());
        options.markdown(
                "Relational",
                String.format(
                        Locale.ROOT,
                        "%s. Scale %.2f; batches of %,d; the fastest of %d rounds of each way.",
                        versions,
                        scale,
                        batch,
                        rounds),
                table);
        System.exit(figures.stream().allMatch(Figure::reached) ? 0 : 1);
    }
}
