package io.longhaul.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    Path directory;

    @Test
    void aSectionReplacesWhatItSaidBeforeAndLeavesTheOthers() throws IOException {
        Path file = directory.resolve("RESULTS.md");
        Files.writeString(file, "# Results\n\nWords.\n\n## One\n\nold\n\n## Two\n\nkept\n");

        new Results(file).put("One", "new");
        new Results(file).put("Three", "added");

        assertThat(Files.readString(file))
                .contains("Words.", "new", "kept", "added")
                .doesNotContain("old")
                .containsSubsequence("## One", "## Two", "## Three");
    }

    @Test
    void columnsAreAligned() {
        Table table = new Table(List.of("a", "long name"), List.of(List.of("wide cell", "1")));

        assertThat(table.markdown()).isEqualTo("""
                | a         | long name |
                |-----------|-----------|
                | wide cell | 1         |
                """);
    }
}
