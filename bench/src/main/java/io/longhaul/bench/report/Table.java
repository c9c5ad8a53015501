package io.longhaul.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A table for people, in Markdown, its columns aligned. */
public record Table(List<String> columns, List<List<String>> rows) {

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** For a terminal; the same as {@link #markdown()}. */
    public String text() {
        return "\n" + markdown();
    }

    public String markdown() {
        int[] widths = IntStream.range(0, columns.size())
                .map(column -> all().stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        List<String> lines = new ArrayList<>();
        for (List<String> row : all()) {
            lines.add(line(row, widths));
            if (lines.size() == 1) {
                lines.add("|"
                        + String.join(
                                "|",
                                IntStream.of(widths)
                                        .mapToObj(width -> "-".repeat(width + 2))
                                        .toList()) + "|");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private List<List<String>> all() {
        List<List<String>> all = new ArrayList<>(List.of(columns));
        all.addAll(rows);
        return Collections.unmodifiableList(all);
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            line.append(' ')
                    .append(row.get(i))
                    .append(" ".repeat(widths[i] - row.get(i).length()))
                    .append(" |");
        }
        return line.toString();
    }
}
