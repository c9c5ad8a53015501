package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longhaul.worker.TemporalConnection;
import io.longhaul.worker.WorkerSlots;
import io.longhaul.worker.Workers;
import io.longhaul.worker.observe.Telemetry;
import io.longhaul.worker.settings.DeploymentSettings;
import io.longhaul.worker.settings.TemporalSettings;
import io.longhaul.workflows.engine.MigrationResult;
import io.temporal.api.workflowservice.v1.SetWorkerDeploymentCurrentVersionRequest;
import io.temporal.client.WorkflowStub;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An upgrade under a running migration, as docs/operations.md has it, in a namespace of its own. */
@Timeout(240)
class VersioningTest {

    private static final String NAMESPACE = "versions";
    private static final String DEPLOYMENT = "longhaul";

    private static Stack stack;
    private static TemporalSettings settings;

    /** A worker of one version, named after it in the ledger. */
    private record Build(TemporalConnection connection, Workers workers) implements AutoCloseable {

        static Build start(String id) {
            TemporalConnection connection = TemporalConnection.open(settings, "build-" + id);
            return new Build(
                    connection,
                    Workers.start(
                            stack.clients,
                            connection.client(),
                            WorkerSlots.DEFAULT,
                            Telemetry.off(),
                            new DeploymentSettings(DEPLOYMENT, id)));
        }

        @Override
        public void close() {
            workers.close();
            connection.close();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.running();
        settings = stack.settings(stack.namespace(NAMESPACE)).temporal();
    }

    /** A version can be current once its workers have asked for work; a new namespace takes a moment, too. */
    private static void makeCurrent(Build build, String id) throws Exception {
        for (int i = 0; ; i++) {
            try {
                var unused = build.connection()
                        .client()
                        .getWorkflowServiceStubs()
                        .blockingStub()
                        .setWorkerDeploymentCurrentVersion(SetWorkerDeploymentCurrentVersionRequest.newBuilder()
                                .setNamespace(NAMESPACE)
                                .setDeploymentName(DEPLOYMENT)
                                .setBuildId(id)
                                .build());
                return;
            } catch (StatusRuntimeException e) {
                boolean tooEarly = Set.of(Status.Code.NOT_FOUND, Status.Code.FAILED_PRECONDITION)
                        .contains(e.getStatus().getCode());
                if (!tooEarly || i == 300) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }

    private static WorkflowStub migrate(Build by, String name, long limit) {
        return stack.start(by.connection().client(), name, "ip_summary", limit, 10, 1);
    }

    @Test
    void aMigrationStaysWithTheVersionItBeganOnAndANewOneBeginsOnTheNext() throws Exception {
        try (Build first = Build.start("1.0")) {
            makeCurrent(first, "1.0");
            WorkflowStub pinned = migrate(first, "pinned", 300);
            stack.awaitBatches("pinned", 2);
            pinned.signal("pause", (Object) null);
            try (Build second = Build.start("2.0")) {
                makeCurrent(second, "2.0");
                MigrationResult next = migrate(second, "next", 50).getResult(MigrationResult.class);
                pinned.signal("resume");
                MigrationResult old = pinned.getResult(MigrationResult.class);

                assertThat(next.totals().batches().completed()).isEqualTo(5);
                assertThat(stack.workersOf("next")).containsExactly("build-2.0");
                assertThat(old.totals().batches().completed()).isEqualTo(30);
                assertThat(stack.workersOf("pinned")).containsExactly("build-1.0");
            }
        }
    }

    @Test
    void whatAVersionThatIsGoneHadBegunTheCurrentOneTakesUpFromTheLedger() throws Exception {
        try (Build second = Build.start("4.0")) {
            try (Build first = Build.start("3.0")) {
                makeCurrent(first, "3.0");
                var unused = migrate(first, "moved", 300);
                stack.awaitBatches("moved", 2);
            }
            second.connection()
                    .client()
                    .newUntypedWorkflowStub("longhaul/moved")
                    .terminate("its version is gone");
            makeCurrent(second, "4.0");
            MigrationResult result = migrate(second, "moved", 300).getResult(MigrationResult.class);

            assertThat(result.totals().batches().completed()).isEqualTo(30);
            assertThat(stack.workersOf("moved")).containsExactlyInAnyOrder("build-3.0", "build-4.0");
        }
    }
}
