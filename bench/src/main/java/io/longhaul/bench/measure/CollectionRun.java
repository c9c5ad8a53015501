package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.report.Machine;
import io.longhaul.bench.report.Options;
import io.longhaul.bench.report.Table;
import java.util.List;
import java.util.Locale;

/** {@code bench/run vectors}: how fast a collection of Chroma comes into pgvector, beside another way on the same machine. */
final class CollectionRun {

    private static final String USAGE = """
            usage: bench/run vectors [--scale FRACTION] [--rounds N] [--worker-options OPTIONS] [--markdown FILE]
              --scale           of the vectors, 1 unless told otherwise; 0.1 is for looking whether it works
              --rounds          in which the ways take turns, 1 unless told otherwise; the fastest of each counts
              --worker-options  of the worker's JVM, with blanks between them
              --markdown        puts the table into this file's section "Vectors" as well""";

    private CollectionRun() {}

    static void run(String[] args) throws Exception {
        Options options =
                Options.parse(args, USAGE, List.of(), List.of("--scale", "--rounds", "--worker-options", "--markdown"));
        double scale = options.fraction("--scale", 1);
        int rounds = (int) options.number("--rounds", 1);
        String worker = options.text("--worker-options");
        List<String> workerOptions = worker == null ? List.of() : List.of(worker.split(" "));
        System.out.println(Machine.describe());
        List<Figure> figures;
        String versions;
        try (Lab lab = Lab.start(Lab.VECTORS)) {
            versions = lab.versions();
            System.out.println(versions);
            figures = Run.figures(Collections.all(), new CollectionBench(lab, scale, rounds, workerOptions));
        }
        Table table =
                new Table(Figure.COLUMNS, figures.stream().map(Figure::cells).toList());
        System.out.println(table.text());
        options.markdown(
                "Vectors",
                String.format(
                        Locale.ROOT,
                        "%s. Scale %.2f; the fastest of %d rounds of each way; no index of the vectors on either side.",
                        versions,
                        scale,
                        rounds),
                table);
        System.exit(figures.stream().allMatch(Figure::reached) ? 0 : 1);
    }
}
