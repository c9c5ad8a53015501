package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.starter.Cli.Answer;
import io.longhaul.worker.TemporalConnection;
import io.longhaul.worker.WorkerSlots;
import io.longhaul.worker.Workers;
import io.longhaul.worker.settings.Settings;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody does who has lost the key that histories are encrypted with, as docs/operations.md has it. */
@Timeout(240)
class LostKeyTest {

    private static Map<String, String> environment(Map<String, String> namespace, int key) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) key;
        Map<String, String> environment = new HashMap<>(namespace);
        environment.put(
                "LONGHAUL_CODEC_KEYS", "key" + key + ":" + Base64.getEncoder().encodeToString(bytes));
        environment.put("QDRANT_COLLECTION_NAME", "keyless");
        return environment;
    }

    @Test
    void aTerminatedMigrationGoesOnFromTheLedgerUnderANewKey() throws Exception {
        Stack stack = Stack.running();
        Map<String, String> namespace = stack.namespace("keyless");
        Settings lost = stack.settings(environment(namespace, 1));
        try (TemporalConnection connection = TemporalConnection.open(lost.temporal(), "with-the-lost-key");
                Workers workers = Workers.start(stack.clients, connection.client(), WorkerSlots.DEFAULT)) {
            assertThat(workers.polls()).isTrue();
            assertThat(stack.start(connection.client(), "keyless", "ip_summary", 300L, 10, 1)
                            .getExecution())
                    .isNotNull();
            stack.awaitBatches("keyless", 2);
        }
        Map<String, String> now = environment(namespace, 2);
        try (TemporalConnection connection =
                TemporalConnection.open(stack.settings(now).temporal(), "operator")) {
            connection.client().newUntypedWorkflowStub("longhaul/keyless").terminate("its key is lost");
        }

        Answer run = stack.cli(now, "run", "--limit", "300", "--output", "json");

        assertThat(run.json().at("/records/total").asInt()).isEqualTo(300);
        assertThat(run.json().at("/batches/completed").asInt()).isEqualTo(30);
        assertThat(run.json().at("/verification/passed").asBoolean()).isTrue();
        assertThat(stack.workersOf("keyless")).contains("with-the-lost-key").hasSize(2);
    }
}
