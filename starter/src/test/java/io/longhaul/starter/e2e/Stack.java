package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.Opening;
import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.Service;
import io.longhaul.starter.Cli;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.starter.Main;
import io.longhaul.worker.Clients;
import io.longhaul.worker.TemporalConnection;
import io.longhaul.worker.WorkerMain;
import io.longhaul.worker.WorkerSlots;
import io.longhaul.worker.Workers;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.engine.Work;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole stack with real services, started once for all suites of this package and kept by the test's own process;
 * commands find it as they find any running stack.
 */
final class Stack {

    private static @Nullable Stack running;

    final Path directory;
    final EmbeddedStack services;
    final Settings settings;
    final Clients clients;
    private final TemporalConnection temporal;

    private Stack() throws IOException {
        directory = Files.createTempDirectory("longhaul e2e ");
        Set<Service> usual = EnumSet.complementOf(EnumSet.of(Service.PGVECTOR, Service.CHROMA));
        services = EmbeddedStack.start(directory.resolve(".longhaul"), usual, System.out::println);
        settings = settings(Map.of());
        clients = new Clients(settings, WorkerSlots.DEFAULT);
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

    static int portOf(String address) {
        return Integer.parseInt(address.replaceAll(".*:(\\d+).*", "$1"));
    }

    /** These services by their settings, as somebody names them who runs them elsewhere. */
    Map<String, String> named() {
        return Map.ofEntries(
                Map.entry("MYSQL_HOST", settings.mysql().host()),
                Map.entry("MYSQL_PORT", Integer.toString(settings.mysql().port())),
                Map.entry("MYSQL_USER", settings.mysql().user()),
                Map.entry("MYSQL_PASSWORD", settings.mysql().password()),
                Map.entry("MYSQL_DATABASE", settings.mysql().database()),
                Map.entry("LEDGER_URL", services.settings().get("LEDGER_URL")),
                Map.entry(
                        "QDRANT_URL",
                        "http://" + settings.qdrant().host() + ":"
                                + settings.qdrant().port()),
                Map.entry("OPENAI_BASE_URL", settings.openAi().baseUrl()),
                Map.entry("OPENAI_API_KEY", settings.openAi().apiKey()),
                Map.entry("EMBEDDING_MODEL", settings.embed("test").model().name()),
                Map.entry(
                        "EMBEDDING_DIMENSIONS",
                        Integer.toString(settings.embed("test").model().dimensions())),
                Map.entry("TEMPORAL_ADDRESS", settings.temporal().address()));
    }

    WorkflowClient client() {
        return temporal.client();
    }

    Settings settings(Map<String, String> environment) {
        return new SettingsReader(directory, environment)
                .stack(services.settings())
                .read();
    }

    /** Runs a command as a user would, with no terminal. */
    Answer cli(Map<String, String> environment, String... arguments) {
        Answer answer = Cli.run(directory, environment, arguments);
        System.out.println("$ starter " + String.join(" ", arguments) + "\n" + answer.out() + answer.err() + "exit "
                + answer.exit());
        return answer;
    }

    Workers startWorkers() {
        return Workers.start(clients, client(), WorkerSlots.DEFAULT);
    }

    /** A program of this class path, as {@code bin/} launches it. */
    static List<String> java(Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static ProcessBuilder workerProcess(Path directory, Path log) {
        // The worker's own log settings, not those of the tests on the same class path.
        return new ProcessBuilder(java(WorkerMain.class, List.of("-Dlogback.configurationFile=logback.xml")))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
    }

    /** A worker process, as {@code bin/worker} starts it. */
    Process startWorkerProcess() throws IOException {
        ProcessBuilder worker = workerProcess(directory, directory.resolve("worker.out"));
        Map<String, String> environment = new HashMap<>(services.settings());
        worker.environment().keySet().removeIf(name -> environment.containsKey(name));
        worker.environment().putAll(environment);
        return worker.start();
    }

    /** A command as a process of its own, which can be killed; it finds the running services as any command does. */
    Process command(String... arguments) throws IOException {
        return new ProcessBuilder(java(Main.class, List.of(), arguments))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("command.out").toFile()))
                .start();
    }

    /** Starts a migration of the sample table, for workers that are there already. */
    WorkflowStub start(String name, @Nullable Long limit, int batchSize, int concurrency) {
        return start(name, "ip_summary", limit, batchSize, concurrency);
    }

    WorkflowStub start(String name, String table, @Nullable Long limit, int batchSize, int concurrency) {
        return start(client(), name, table, limit, batchSize, concurrency);
    }

    /** The same for workers that are in another namespace. */
    WorkflowStub start(
            WorkflowClient client, String name, String table, @Nullable Long limit, int batchSize, int concurrency) {
        Settings own = settings(Map.of("QDRANT_COLLECTION_NAME", name, "MYSQL_TABLE", table));
        JobRequest request = new JobRequest(
                name,
                "embed",
                own.sourceIdentity(),
                own.sinkIdentity(),
                own.recipe().modelIdentity(),
                batchSize,
                limit,
                null,
                Map.of());
        JobId id = clients.jobs().open(request, Opening.RUN).id();
        WorkflowStub stub = client.newUntypedWorkflowStub(
                "Migration",
                WorkflowOptions.newBuilder()
                        .setTaskQueue("longhaul")
                        .setWorkflowId(MigrationInput.workflowId(name))
                        .build());
        stub.start(new MigrationInput(
                id, name, Work.COPY, own.spec(), new Tuning(batchSize, concurrency, 0.2), limit, List.of(), false));
        return stub;
    }

    /** Waits up to a minute for something that will be. */
    void await(Condition condition) throws Exception {
        for (int i = 0; i < 1200 && !condition.holds(); i++) {
            Thread.sleep(50);
        }
        if (!condition.holds()) {
            throw new AssertionError("waited in vain");
        }
    }

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** A new namespace, and the settings that name it; whoever polls in another has nothing to do with it. */
    Map<String, String> namespace(String name) {
        var unused = client().getWorkflowServiceStubs()
                .blockingStub()
                .registerNamespace(RegisterNamespaceRequest.newBuilder()
                        .setNamespace(name)
                        .setWorkflowExecutionRetentionPeriod(Durations.fromDays(1))
                        .build());
        return Map.of("TEMPORAL_ADDRESS", settings.temporal().address(), "TEMPORAL_NAMESPACE", name);
    }

    /** Kills a command that runs a migration, after so many of its batches and at random some more. */
    void killAfter(int batches, int more, String name, String... arguments) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Process running = command(arguments);
        await(() -> clients.jobs().latest(name).isPresent());
        awaitBatches(name, batches + new Random(seed).nextInt(more));
        running.destroyForcibly().waitFor();
        assertThat(job(name).status()).isEqualTo(JobStatus.RUNNING);
    }

    void awaitBatches(String name, int atLeast) throws InterruptedException {
        for (int i = 0; job(name).totals().batches().completed() < atLeast; i++) {
            if (i == 600) {
                throw new AssertionError(name + " does not get on: " + job(name));
            }
            Thread.sleep(100);
        }
    }

    /** By their identities, as the ledger has them. */
    Set<String> workersOf(String name) throws SQLException {
        return new Truth(settings)
                        .ledger("select distinct worker from ingestion_batch b join ingestion_job j on j.id = b.job_id"
                                + " where j.name = '" + name + "' and worker is not null")
                        .stream()
                        .map(row -> row.get(0))
                        .collect(Collectors.toSet());
    }

    JobView job(String name) {
        return clients.jobs().latest(name).orElseThrow();
    }

    List<String> secrets() {
        return List.of(
                settings.mysql().password(),
                settings.ledger().password(),
                settings.openAi().apiKey());
    }
}
