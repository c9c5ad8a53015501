package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.Service;
import io.longhaul.embedded.sample.Collections;
import io.longhaul.starter.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A spec with two steps by the command line, killed in the middle of each with all that it started. */
@Timeout(600)
@EnabledIf(value = "io.longhaul.embedded.python.PythonPackages#possible", disabledReason = "there is no Python here")
class SeriesTest {

    private static final String SPEC =
            Path.of("../examples/collections.yaml").toAbsolutePath().normalize().toString();

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private Process start(String out, String... arguments) throws IOException {
        return new ProcessBuilder(Stack.java(Main.class, List.of(), arguments))
                .directory(directory.toFile())
                .redirectOutput(directory.resolve(out + ".out").toFile())
                .redirectError(directory.resolve(out + ".err").toFile())
                .start();
    }

    private JsonNode done(int exit, String out, String... arguments) throws Exception {
        Process process = start(out, arguments);
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        String errors = Files.readString(directory.resolve(out + ".err"));
        System.out.println(errors);
        assertThat(process.exitValue()).as(errors).isEqualTo(exit);
        return JSON.readTree(Files.readString(directory.resolve(out + ".out")));
    }

    private void killWhenItSays(String out, String line, String... arguments) throws Exception {
        Process process = start(out, arguments);
        while (process.isAlive()
                && !Files.readString(directory.resolve(out + ".err")).contains(line)) {
            Thread.sleep(20);
        }
        assertThat(process.isAlive())
                .as(Files.readString(directory.resolve(out + ".err")))
                .isTrue();
        KillTest.killAll(process);
    }

    @Test
    void killedInEachStepItGoesOnAndEachRowAndVectorIsThereOnce() throws Exception {
        String[] run = {"run", SPEC, "--batch-size", "50", "--output", "json", "--user-id", "4711"};

        killWhenItSays("first", "Step sqlite: migration collections-sqlite", run);
        killWhenItSays("second", "Step chroma: migration collections-chroma", run);
        JsonNode last = done(0, "last", run);

        assertThat(last.at("/status").asText()).isEqualTo("completed");
        assertThat(last.at("/steps").findValuesAsText("step")).containsExactly("sqlite", "chroma");
        assertThat(last.at("/steps/0/migration/records/total").asInt()).isEqualTo(3 * Collections.ITEMS);
        assertThat(last.at("/steps/1/migration/records/processed").asInt()).isEqualTo(Collections.ITEMS);
        requireOnce();

        JsonNode again = done(0, "again", run);
        assertThat(again.at("/runId").isNull()).isTrue();
        assertThat(again.at("/steps").findValuesAsText("status")).contains("skipped");
        assertThat(Files.readString(directory.resolve("again.err")))
                .contains("migration collections-chroma is complete already, and skipped", "nothing was started");

        JsonNode compared =
                done(0, "compared", "run", SPEC, "--only", "validate", "--output", "json", "--user-id", "4711");
        assertThat(compared.at("/steps").findValuesAsText("work")).containsExactly("verify", "verify");
    }

    private void requireOnce() throws Exception {
        try (EmbeddedStack services = EmbeddedStack.start(
                        directory.resolve(".longhaul"), EnumSet.of(Service.PGVECTOR), notice -> {});
                Connection target = VectorsTest.target(services)) {
            for (String table : List.of("items", "analyses", "embeddings")) {
                assertThat(VectorsTest.number(target, "SELECT count(*) FROM collections." + table))
                        .isEqualTo(Collections.ITEMS);
                assertThat(VectorsTest.number(target, "SELECT count(DISTINCT id) FROM collections." + table))
                        .isEqualTo(Collections.ITEMS);
                assertThat(VectorsTest.number(
                                target, "SELECT count(*) FROM collections." + table + " WHERE user_id = '4711'"))
                        .isEqualTo(Collections.ITEMS);
            }
            assertThat(VectorsTest.number(target, "SELECT count(DISTINCT id) FROM langchain_pg_embedding"))
                    .isEqualTo(Collections.ITEMS);
            assertThat(VectorsTest.number(
                            target,
                            "SELECT count(*) FROM langchain_pg_embedding WHERE cmetadata ->> 'user_id' = '4711'"))
                    .isEqualTo(Collections.ITEMS);
        }
    }
}
