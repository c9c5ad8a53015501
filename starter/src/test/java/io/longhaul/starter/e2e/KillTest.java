package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.Service;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same command, killed with all it started, and given again. */
@Timeout(400)
class KillTest {

    private static final int RECORDS = 1500;
    private static final int BATCH = 20;
    private static final int IN_FLIGHT = 4;
    private static final int KILLS = 3;

    @TempDir
    Path directory;

    private static Process start(Terminal terminal, String out) throws IOException {
        return terminal.start(
                out,
                "--limit",
                Integer.toString(RECORDS),
                "--batch-size",
                Integer.toString(BATCH),
                "--concurrency",
                Integer.toString(IN_FLIGHT),
                "--output",
                "json");
    }

    @Test
    void killedThreeTimesItEndsWithEveryRecordOnceAndPaysNoMoreThanWasInFlight() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Terminal terminal = new Terminal(directory);
        int before = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            String out = "run" + kill;
            Process run = start(terminal, out);
            int target = before + 2 + random.nextInt(12);
            while (run.isAlive() && terminal.completed(out) < target) {
                Thread.sleep(20);
            }
            Thread.sleep(random.nextInt(400));
            Terminal.killAll(run);
            before = Math.max(before, terminal.completed(out));
            System.out.println("killed after " + before + " batches");
        }

        Process last = start(terminal, "last");
        assertThat(last.waitFor(180, TimeUnit.SECONDS)).isTrue();

        System.out.println(terminal.said("last"));
        JsonNode json = terminal.report("last");
        assertThat(json.at("/status").asText()).isEqualTo("completed");
        assertThat(last.exitValue()).isEqualTo(3);
        compare(json);
    }

    private void compare(JsonNode json) throws Exception {
        try (EmbeddedStack services = EmbeddedStack.start(
                directory.resolve(".longhaul"),
                EnumSet.of(Service.MYSQL, Service.POSTGRES, Service.QDRANT),
                notice -> {})) {
            Settings settings = new SettingsReader(
                            directory,
                            Map.of(
                                    "TEMPORAL_ADDRESS", "127.0.0.1:1",
                                    "OPENAI_BASE_URL", "http://127.0.0.1:1/v1",
                                    "OPENAI_API_KEY", "none",
                                    "EMBEDDING_MODEL", "all-MiniLM-L6-v2"))
                    .stack(services.settings())
                    .read();
            Truth truth = new Truth(settings);
            Map<Long, String> eligible = truth.texts("ip_summary", RECORDS);
            assertThat(truth.points("memos")).isEqualTo(eligible.keySet());
            assertThat(truth.number("select count(*) from ingestion_job")).isEqualTo(1);
            // A batch that was killed between its last write and saying so finds its own records, and skips them.
            long skipped = truth.number("select sum(skipped) from ingestion_batch");
            assertThat(skipped).isBetween(0L, (long) KILLS * IN_FLIGHT * BATCH);
            assertThat(truth.number("select sum(processed) from ingestion_batch"))
                    .isEqualTo(eligible.size() - skipped);
            assertThat(truth.number("select sum(failed) from ingestion_batch")).isEqualTo(RECORDS - eligible.size());
            assertThat(truth.number("select sum(records) from ingestion_batch")).isEqualTo(RECORDS);
            assertThat(truth.number("select count(*) from ingestion_batch where status <> 'completed'"))
                    .isZero();
            long texts = truth.number("select sum(texts) from embedding_request");
            assertThat(texts).isEqualTo(json.at("/embeddings/texts").asLong());
            assertThat(texts).isBetween((long) eligible.size(), eligible.size() + (long) KILLS * IN_FLIGHT * BATCH);
            System.out.println(texts + " texts embedded for " + eligible.size() + " records");
        }
    }
}
