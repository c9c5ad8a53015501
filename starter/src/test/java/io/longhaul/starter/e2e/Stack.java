package io.longhaul.starter.e2e;

import io.longhaul.activities.ledger.JobRequest;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.OpenedJob;
import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.Service;
import io.longhaul.worker.Clients;
import io.longhaul.worker.TemporalConnection;
import io.longhaul.worker.WorkerSlots;
import io.longhaul.worker.Workers;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.engine.Work;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole stack with real services, started once for all suites, and migrations on it without the command line. */
final class Stack {

    private static @Nullable Stack running;

    final EmbeddedStack services;
    final Settings settings;
    final Clients clients;
    final TemporalConnection temporal;

    private Stack() throws IOException {
        Path directory = Files.createTempDirectory("longhaul e2e ");
        services = EmbeddedStack.start(directory, EnumSet.allOf(Service.class), System.out::println);
        settings = new SettingsReader(directory, Map.of())
                .stack(services.settings())
                .read();
        clients = new Clients(settings, WorkerSlots.DEFAULT.connections());
        clients.database().migrate();
        temporal = TemporalConnection.open(settings.temporal(), Workers.identity());
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    static synchronized Stack running() throws IOException {
        if (running == null) {
            running = new Stack();
        }
        return running;
    }

    private void close() {
        temporal.close();
        clients.close();
        services.close();
    }

    Workers startWorkers() {
        return Workers.start(clients, temporal.client(), WorkerSlots.DEFAULT);
    }

    WorkflowStub start(String name, @Nullable Long limit, int batchSize, int concurrency) {
        OpenedJob job = clients.jobs()
                .open(
                        new JobRequest(name, "embed", settings.sourceIdentity(), "test/" + name, "m", batchSize, limit),
                        false);
        JobId id = job instanceof OpenedJob.Created created
                ? created.id()
                : ((OpenedJob.Resumed) job).job().id();
        WorkflowStub stub = temporal.client()
                .newUntypedWorkflowStub(
                        "Migration",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue("longhaul")
                                .setWorkflowId(MigrationInput.workflowId(name))
                                .build());
        stub.start(new MigrationInput(
                id, name, Work.COPY, settings.spec(), new Tuning(batchSize, concurrency, 0.2), limit));
        return stub;
    }

    JobView job(String name) {
        return clients.jobs().latest(name).orElseThrow();
    }

    WorkflowClient client() {
        return temporal.client();
    }
}
