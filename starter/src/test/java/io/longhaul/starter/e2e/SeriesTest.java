package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.sample.Collections;
import io.longhaul.starter.Main;
import java.io.IOException;
import java.nio.file.Files;
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

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private Process start(String out) throws IOException {
        return new ProcessBuilder(Stack.java(Main.class, List.of(), RUN))
                .directory(directory.toFile())
                .redirectOutput(directory.resolve(out + ".json").toFile())
                .redirectError(directory.resolve(out + ".err").toFile())
                .start();
    }

    private String said(String out) throws IOException {
        return Files.readString(directory.resolve(out + ".err"));
    }

    @Test
    void killedInTheSecondStepItGoesOnAndEachRowAndVectorIsThereOnce() throws Exception {
        Process killed = start("killed");
        while (killed.isAlive() && !said("killed").contains("Step chroma: migration collections-chroma")) {
            Thread.sleep(20);
        }
        assertThat(killed.isAlive()).as(said("killed")).isTrue();
        KillTest.killAll(killed);

        Process last = start("last");
        assertThat(last.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as(said("last")).isZero();
        JsonNode done = JSON.readTree(Files.readString(directory.resolve("last.json")));
        assertThat(done.at("/status").asText()).isEqualTo("completed");
        assertThat(done.at("/steps").findValuesAsText("step")).containsExactly("sqlite", "chroma");
        assertThat(done.at("/steps/0/migration/records/total").asInt()).isEqualTo(3 * Collections.ITEMS);
        assertThat(done.at("/steps/1/migration/records/total").asInt()).isEqualTo(Collections.ITEMS);

        try (EmbeddedStack services =
                        EmbeddedStack.start(directory.resolve(".longhaul"), VectorsTest.SERVICES, notice -> {});
                Connection target = VectorsTest.target(services)) {
            requireOnce(target);
            assertThat(command(RUN))
                    .contains("migration collections-sqlite is complete already, and skipped", "nothing was started");
            assertThat(command("run", SPEC, "--only", "validate", "--user-id", "4711"))
                    .contains("sqlite, compared    completed", "chroma, compared    completed");
            assertThat(command("status", "collections-chroma")).contains("completed");
            assertThat(command("reset", SPEC, "--yes")).contains("collection collections_vectors", "collections.items");
            assertThat(VectorsTest.number(
                            target,
                            "SELECT count(*) FROM pg_class WHERE relname LIKE 'langchain%' OR relname = 'items'"))
                    .isZero();
        }
    }

    private String command(String... words) {
        return VectorsTest.command(directory, words);
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
