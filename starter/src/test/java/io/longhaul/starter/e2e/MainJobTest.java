package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.worker.Workers;
import io.longhaul.workflows.engine.MigrationResult;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.Test;

class MainJobTest {

    @Test
    void aThousandRecordsArriveAndASecondRunPaysNothing() throws Exception {
        Stack stack = Stack.running();
        try (Workers workers = stack.startWorkers()) {
            long t = System.currentTimeMillis();
            WorkflowStub stub = stack.start("smoke", 1000L, 100, 4);
            MigrationResult result = stub.getResult(MigrationResult.class);
            System.out.println("first " + (System.currentTimeMillis() - t) + " ms: " + result);
            t = System.currentTimeMillis();
            MigrationResult again = stack.start("smoke", 1000L, 100, 4).getResult(MigrationResult.class);
            System.out.println("second " + (System.currentTimeMillis() - t) + " ms: " + again);
            System.out.println(stack.job("smoke"));
            assertThat(again.totals().embeddings().requests()).isZero();
        }
    }
}
