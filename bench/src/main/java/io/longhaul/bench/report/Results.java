package io.longhaul.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Markdown file of sections, each of which is replaced by what a later run found. */
final class Results {

    private static final String HEADING = "## ";

    private final Path file;

    Results(Path file) {
        this.file = file;
    }

    /** Replaces the section's text, or adds the section at the end. */
    void put(String section, String text) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of("# Results");
        List<String> kept = new ArrayList<>();
        boolean replaced = false;
        boolean skipping = false;
        for (String line : lines) {
            if (line.startsWith(HEADING)) {
                skipping = line.equals(HEADING + section);
                if (skipping) {
                    kept.addAll(section(section, text));
                    replaced = true;
                }
            }
            if (!skipping) {
                kept.add(line);
            }
        }
        if (!replaced) {
            kept.add("");
            kept.addAll(section(section, text));
        }
        while (!kept.isEmpty() && kept.get(kept.size() - 1).isBlank()) {
            kept.remove(kept.size() - 1);
        }
        Files.write(file, kept);
    }

    private static List<String> section(String section, String text) {
        List<String> lines =
                new ArrayList<>(List.of(HEADING + section, "", "Measured on " + Machine.describe() + ".", ""));
        lines.addAll(text.strip().lines().toList());
        lines.add("");
        return lines;
    }
}
