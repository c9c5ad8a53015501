package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.sample.Collections;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A spec with two steps by the command line, killed with all that it started, given again, and taken back. */
@Timeout(600)
@EnabledIf(value = "io.longhaul.embedded.python.PythonPackages#possible", disabledReason = "there is no Python here")
class SeriesTest {

    private static final String SPEC =
            Path.of("../examples/collections.yaml").toAbsolutePath().normalize().toString();

    private static final String[] RUN = {"run", SPEC, "--batch-size", "25", "--output", "json", "--user-id", "4711"};

    @TempDir
    Path directory;

    @Test
    void killedInTheSecondStepItGoesOnAndEachRowAndVectorIsThereOnce() throws Exception {
        Terminal terminal = new Terminal(directory);
        Process killed = terminal.start("killed", RUN);
        while (killed.isAlive() && !terminal.said("killed").contains("Step chroma: migration collections-chroma")) {
            Thread.sleep(20);
        }
        assertThat(killed.isAlive()).as(terminal.said("killed")).isTrue();
        Terminal.killAll(killed);

        Process last = terminal.start("last", RUN);
        assertThat(last.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as(terminal.said("last")).isZero();
        JsonNode done = terminal.report("last");
        assertThat(done.at("/status").asText()).isEqualTo("completed");
        assertThat(done.at("/steps").findValuesAsText("step")).containsExactly("sqlite", "chroma");
        assertThat(done.at("/steps/0/migration/records/total").asInt()).isEqualTo(3 * Collections.ITEMS);
        assertThat(done.at("/steps/1/migration/records/total").asInt()).isEqualTo(Collections.ITEMS);

        try (EmbeddedStack services =
                        EmbeddedStack.start(directory.resolve(".longhaul"), VectorsTest.SERVICES, notice -> {});
                Connection target = VectorsTest.target(services)) {
            requireOnce(target);
            assertThat(terminal.run(RUN))
                    .contains("migration collections-sqlite is complete already, and skipped", "nothing was started");
            assertThat(terminal.run("run", SPEC, "--only", "validate", "--user-id", "4711"))
                    .contains("sqlite, compared    completed", "chroma, compared    completed");
            assertThat(terminal.run("status", "collections-chroma")).contains("completed");
            assertThat(terminal.run("reset", SPEC, "--yes"))
                    .contains("collection collections_vectors", "collections.items");
            assertThat(VectorsTest.number(
                            target,
                            "SELECT count(*) FROM pg_class WHERE relname LIKE 'langchain%' OR relname = 'items'"))
                    .isZero();
        }
    }

    private static void requireOnce(Connection target) throws SQLException {
        for (String table : List.of("items", "analyses", "embeddings")) {
            requireOnce(target, "collections." + table, "user_id");
        }
        requireOnce(target, "langchain_pg_embedding", "cmetadata ->> 'user_id'");
    }

    private static void requireOnce(Connection target, String table, String user) throws SQLException {
        for (String count :
                List.of("count(*)", "count(DISTINCT id)", "count(*) FILTER (WHERE " + user + " = '4711')")) {
            assertThat(VectorsTest.number(target, "SELECT " + count + " FROM " + table))
                    .as(count + " of " + table)
                    .isEqualTo(Collections.ITEMS);
        }
    }
}
