package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.embedded.sample.Members;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** How long indexes and changes of the definition take, beside the plain statements. */
final class Definitions {

    private static final List<Integer> SIZES = List.of(10_000, 50_000, 100_000, 500_000, 1_000_000);

    /**
     * A change and the same by hand.
     *
     * @param title as it is noted in the target
     * @param plain statements that come to the same
     */
    private record Twin(String what, String title, List<String> plain) {}

    private Definitions() {}

    static List<Measure<LiveBench>> all() {
        return List.of(new Measure<>("index", Definitions::indexes), new Measure<>("ddl", Definitions::steps));
    }

    private static List<Figure> indexes(LiveBench bench) throws Exception {
        return compared(
                bench,
                Map.of("BACKFILL_INDEXES", """
                        [{"name":"members_name","on":["last_name"]},
                         {"name":"members_email","on":["email"],"unique":true}]"""),
                List.of(
                        twin(
                                "index, concurrently",
                                "build index members_name",
                                "CREATE INDEX plain_name ON %s (last_name)",
                                "CREATE INDEX CONCURRENTLY alike_name ON %s (last_name)"),
                        twin(
                                "unique index, concurrently",
                                "build index members_email",
                                "CREATE UNIQUE INDEX plain_email ON %s (email)",
                                "CREATE UNIQUE INDEX CONCURRENTLY alike_email ON %s (email)")));
    }

    private static List<Figure> steps(LiveBench bench) throws Exception {
        return compared(
                bench,
                Map.of("BACKFILL_STEPS", """
                        [{"step":"add-column","column":"a","type":"text"},
                         {"step":"add-column","column":"b","type":"int","default":"0"},
                         {"step":"rename-column","column":"first_name","to":"given_name"},
                         {"step":"drop-column","column":"last_name"}]"""),
                List.of(
                        twin("ADD COLUMN", "add column a", "ALTER TABLE %s ADD COLUMN pa text"),
                        twin("ADD COLUMN with a default", "add column b", "ALTER TABLE %s ADD COLUMN pb int DEFAULT 0"),
                        twin(
                                "RENAME COLUMN",
                                "rename column first_name to given_name",
                                "ALTER TABLE %s RENAME COLUMN given_name TO first_name"),
                        twin("DROP COLUMN", "drop column last_name", "ALTER TABLE %s DROP COLUMN joined")));
    }

    private static Twin twin(String what, String title, String... plain) {
        return new Twin(
                what,
                title,
                List.of(plain).stream().map(sql -> sql.formatted(Members.TABLE)).toList());
    }

    /** One row for each change, with all sizes of the table. */
    private static List<Figure> compared(LiveBench bench, Map<String, String> what, List<Twin> twins) throws Exception {
        List<List<String>> details = new ArrayList<>();
        List<Double> last = List.of();
        try (JavaProcess worker = bench.worker()) {
            for (int size : SIZES) {
                int rows = bench.scaled(size);
                bench.table(rows);
                var unused = bench.change(rows, worker, what);
                Map<String, Double> ours = bench.changes();
                last = twins.stream()
                        .map(twin -> Objects.requireNonNull(ours.get(twin.title()), twin.title()))
                        .toList();
                details.add(beside(bench, rows, twins, last));
            }
        }
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < twins.size(); i++) {
            int twin = i;
            figures.add(Figure.only(
                    twins.get(i).what(),
                    String.format(Locale.ROOT, "%.0f ms", last.get(i)),
                    details.stream().map(of -> of.get(twin)).collect(Collectors.joining("; "))));
        }
        return figures;
    }

    private static List<String> beside(LiveBench bench, int rows, List<Twin> twins, List<Double> took)
            throws SQLException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < twins.size(); i++) {
            StringBuilder line =
                    new StringBuilder(String.format(Locale.ROOT, "%,d rows: durable %.0f ms", rows, took.get(i)));
            for (String sql : twins.get(i).plain()) {
                line.append(String.format(Locale.ROOT, ", %s %.0f ms", words(sql), bench.plain(sql) * 1_000));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** What a statement begins with: the words in capitals. */
    private static String words(String sql) {
        return sql.replaceAll("(?<=[A-Z]) [^A-Z].*", "");
    }
}
