package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.starter.e2e.Authority.Signed;
import io.longhaul.worker.TemporalConnection;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One migration as a careful operator would run it: every service named, accounts that may do what they must and no more,
 * mutual TLS, payloads encrypted, a worker process of its own whose health and metrics are watched. Every secret is one that can be
 * looked for.
 */
@Timeout(240)
class OperatingTest {

    private static final String MYSQL_PASSWORD = "planted-mysql-7f3a";
    private static final String LEDGER_PASSWORD = "planted-ledger-91bc";
    private static final String QDRANT_KEY = "planted-qdrant-40de";
    private static final String TEMPORAL_KEY = "planted-temporal-c55e";
    private static final String CODEC_KEY =
            Base64.getEncoder().encodeToString("planted-codec-0123456789-abcdefg".getBytes(StandardCharsets.UTF_8));

    /** The SDK counts these only once they have happened, and here they must not. */
    private static final Set<String> ONLY_WHEN_BROKEN = Set.of("temporal_workflow_task_execution_failed_total");

    @TempDir
    static Path directory;

    private static Stack stack;
    private static Truth truth;
    private static Map<String, String> environment;
    private static Settings settings;
    private static Authority authority;
    private static Signed client;
    private static List<TlsProxy> proxies = List.of();
    private static Process worker;
    private static int port;
    private static Answer detached;
    private static Answer watched;
    private static String metrics;
    private static String commandLines;

    @BeforeAll
    static void migrate() throws Exception {
        stack = Stack.running();
        truth = new Truth(stack.settings);
        grants();
        authority = Authority.in(directory.resolve("tls"));
        client = authority.sign("client");
        SSLContext tls = authority.server(authority.sign("server"));
        proxies = List.of(
                TlsProxy.before(stack.settings.qdrant().port(), tls, "h2"),
                TlsProxy.before(Stack.portOf(stack.settings.openAi().baseUrl()), tls, "http/1.1"),
                TlsProxy.before(Stack.portOf(stack.settings.temporal().address()), tls, "h2"));
        port = freePort();
        environment = environment();
        settings = new SettingsReader(directory, environment).read();
        worker = startWorker();
        awaitReady();
        // Detached, so that the worker that is watched does all of it.
        detached = stack.cli(environment, "run", "--limit", "300", "--batch-size", "50", "--detach");
        watched = stack.cli(environment, "watch", "operated");
        commandLines = commandLines();
        metrics = awaitMetrics();
    }

    @AfterAll
    static void stop() throws Exception {
        if (worker != null) {
            worker.destroy();
            worker.waitFor();
        }
        for (TlsProxy proxy : proxies) {
            proxy.close();
        }
    }

    /** As docs/operations.md has them. */
    private static void grants() throws Exception {
        truth.source("CREATE USER planted_reader@'127.0.0.1' IDENTIFIED BY '" + MYSQL_PASSWORD + "'");
        truth.source(
                "GRANT SELECT ON " + stack.settings.mysql().database() + ".ip_summary TO planted_reader@'127.0.0.1'");
        truth.execute("create role planted_ledger login password '" + LEDGER_PASSWORD
                + "' nosuperuser nocreatedb nocreaterole");
        truth.execute("create schema planted_ledger authorization planted_ledger");
        truth.execute("alter role planted_ledger set search_path = planted_ledger");
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static Map<String, String> environment() {
        Settings there = stack.settings;
        Map<String, String> environment = new HashMap<>(stack.named());
        environment.put("HOME", directory.toString());
        environment.put("MYSQL_USER", "planted_reader");
        environment.put("MYSQL_PASSWORD", MYSQL_PASSWORD);
        environment.put(
                "LEDGER_URL",
                "postgresql://planted_ledger:" + LEDGER_PASSWORD + "@"
                        + there.ledger().describe());
        environment.put("QDRANT_URL", "https://127.0.0.1:" + proxies.get(0).port());
        environment.put("QDRANT_API_KEY", QDRANT_KEY);
        environment.put("QDRANT_COLLECTION_NAME", "operated");
        environment.put("OPENAI_BASE_URL", "https://127.0.0.1:" + proxies.get(1).port() + "/v1");
        environment.put("TEMPORAL_ADDRESS", "127.0.0.1:" + proxies.get(2).port());
        environment.put("TEMPORAL_API_KEY", TEMPORAL_KEY);
        for (String service : List.of("QDRANT_TLS_", "OPENAI_TLS_")) {
            environment.put(service + "CA", authority.ca().toString());
            environment.put(service + "CERT", client.cert().toString());
            environment.put(service + "KEY", client.key().toString());
        }
        environment.put("TEMPORAL_TLS_SERVER_CA_CERT_PATH", authority.ca().toString());
        environment.put("TEMPORAL_TLS_CLIENT_CERT_PATH", client.cert().toString());
        environment.put("TEMPORAL_TLS_CLIENT_KEY_PATH", client.key().toString());
        environment.put("LONGHAUL_CODEC_KEYS", "one:" + CODEC_KEY);
        environment.put("LONGHAUL_SLOTS", "6");
        environment.put("LONGHAUL_EMBED_SLOTS", "3");
        environment.put("LONGHAUL_LOG_FORMAT", "json");
        return environment;
    }

    private static Process startWorker() throws IOException {
        ProcessBuilder builder = Stack.workerProcess(directory, directory.resolve("worker.log"));
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(MYSQL|QDRANT|OPENAI|LONGHAUL|TEMPORAL|OTEL)_.*"));
        builder.environment().putAll(environment);
        builder.environment().put("LONGHAUL_METRICS_PORT", Integer.toString(port));
        return builder.start();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitReady() throws Exception {
        for (int i = 0; i < 600 && worker.isAlive(); i++) {
            try {
                if (get("/readyz").statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no worker: " + log());
    }

    /** The SDK hands its own over every five seconds. */
    private static String awaitMetrics() throws Exception {
        for (int i = 0; ; i++) {
            String text = get("/metrics").body();
            if (i == 150 || names(text).containsAll(wanted())) {
                return text;
            }
            Thread.sleep(100);
        }
    }

    private static Set<String> wanted() throws IOException {
        Set<String> wanted = DeployTest.metrics();
        wanted.removeAll(ONLY_WHEN_BROKEN);
        return wanted;
    }

    private static Set<String> names(String metrics) {
        Set<String> names = new TreeSet<>();
        metrics.lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.split("[{ ]", 2)[0]));
        return names;
    }

    /** Of every process on this machine, as any of its users may read them. */
    private static String commandLines() {
        return ProcessHandle.allProcesses().map(OperatingTest::commandLine).collect(Collectors.joining("\n"));
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException goneOrNoLinux) {
            return process.info().commandLine().orElse("");
        }
    }

    private static String log() throws IOException {
        return Files.readString(directory.resolve("worker.log"));
    }

    private static List<String> secrets() {
        return List.of(
                MYSQL_PASSWORD,
                LEDGER_PASSWORD,
                QDRANT_KEY,
                TEMPORAL_KEY,
                CODEC_KEY,
                "planted-codec",
                client.held().privateKeyPkcs8Pem().lines().skip(3).findFirst().orElseThrow(),
                settings.openAi().apiKey());
    }

    @Test
    void aReaderWithSelectAndALedgerThatOwnsItsSchemaAreEnough() throws Exception {
        assertThat(detached.exit()).as(detached.err()).isZero();
        JsonNode status =
                stack.cli(environment, "status", "operated", "--output", "json").json();
        assertThat(status.at("/status").asText()).isEqualTo("completed");
        assertThat(status.at("/records/total").asInt()).isEqualTo(300);
        assertThat(status.at("/verification/passed").asBoolean()).isTrue();
        assertThat(truth.points("operated"))
                .isEqualTo(truth.texts("ip_summary", 300).keySet());
        assertThat(truth.number("select count(*) from planted_ledger.ingestion_batch b"
                        + " join planted_ledger.ingestion_job j on j.id = b.job_id"
                        + " where b.status = 'completed' and j.name = 'operated'"))
                .isEqualTo(6);
    }

    @Test
    void everyMetricOfTheDashboardAndTheAlertsIsServed() throws Exception {
        assertThat(names(metrics)).containsAll(wanted());
        assertThat(metrics)
                .containsPattern("longhaul_batches_total\\{migration=\"operated\",outcome=\"completed\"} 6.0")
                .containsPattern("longhaul_records_total\\{migration=\"operated\",outcome=\"processed\"} [0-9.]+")
                .containsPattern("longhaul_step_seconds_count\\{outcome=\"ok\",recipe=\"embed\",step=\"fetch\"} 6")
                .containsPattern("longhaul_step_seconds_count\\{outcome=\"ok\",recipe=\"embed\",step=\"embed\"} 6")
                .containsPattern("longhaul_step_seconds_count\\{outcome=\"ok\",recipe=\"embed\",step=\"upsert\"} 6")
                .containsPattern("longhaul_task_queue_backlog\\{queue=\"longhaul-embed\",type=\"activity\"} [0-9.]+")
                // Those that wait for a task are not available either.
                .containsPattern(
                        "temporal_worker_task_slots_available\\{[^}]*task_queue=\"longhaul-embed\"[^}]*} [0-6]\\.0");
    }

    /** They are started and end with the command, so it is looked while it runs. */
    @Test
    void workerProcessesOfACommandAreToldSecretsByTheirEnvironmentAlone() throws Exception {
        Map<String, String> other = new HashMap<>(environment);
        other.put("QDRANT_COLLECTION_NAME", "operated-by-two");
        Set<String> seen = Collections.synchronizedSet(new TreeSet<>());
        Thread looking = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                ProcessHandle.current()
                        .descendants()
                        .map(OperatingTest::commandLine)
                        .forEach(seen::add);
                LockSupport.parkNanos(1_000_000);
            }
        });
        looking.start();
        Answer answer = stack.cli(other, "run", "--limit", "20", "--batch-size", "10", "--workers", "1");
        looking.interrupt();
        looking.join();

        assertThat(answer.exit()).isZero();
        assertThat(seen).anyMatch(line -> line.contains("WorkerProcess"));
        assertThat(seen).noneMatch(line -> secrets().stream().anyMatch(line::contains));
    }

    @Test
    void aWorkerIsHealthyAndReady() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/readyz").body()).isEqualTo("ready\n");
    }

    @Test
    void itsLogIsJson() throws Exception {
        assertThat(log().lines()).isNotEmpty().allSatisfy(line -> assertThat(line)
                .startsWith("{\"timestamp\"")
                .endsWith("}"));
    }

    @Test
    void noSecretIsInLogsMetricsAnswersProcessListSettingsLedgerOrReports() throws Exception {
        Answer wrong = stack.cli(wrongSecrets(), "check");
        assertThat(wrong.exit()).isNotZero();
        String ledger = truth.ledger("select row_to_json(j)::text from planted_ledger.ingestion_job j"
                        + " union all select row_to_json(b)::text from planted_ledger.ingestion_batch b"
                        + " union all select row_to_json(f)::text from planted_ledger.ingestion_failure f")
                .toString();
        Map<String, String> places = Map.of(
                "log",
                log(),
                "metrics",
                metrics,
                "out",
                detached.out() + detached.err() + watched.out() + watched.err(),
                "errors",
                wrong.out() + wrong.err(),
                "process list",
                commandLines,
                "settings",
                settings + " " + settings.temporal() + settings.mysql() + settings.ledger(),
                "ledger",
                ledger,
                "reports",
                reports());
        assertThat(commandLines).contains("WorkerMain", "mariadbd", "postgres");
        assertThat(ledger).contains("operated");
        for (String secret : secrets()) {
            places.forEach((place, text) -> assertThat(text)
                    .as("%s with %s…", place, secret.substring(0, 12))
                    .doesNotContain(secret));
        }
        assertThat(wrong.out() + wrong.err()).doesNotContain("planted-wrong");
    }

    private static String reports() {
        StringBuilder reports = new StringBuilder();
        for (String format : List.of("md", "html", "json")) {
            Answer report = stack.cli(environment, "report", "operated", "--format", format);
            assertThat(report.out()).contains("MYSQL_TABLE");
            reports.append(report.out()).append(report.err());
        }
        return reports.toString();
    }

    /** Everything is refused or unknown, so everything has something to complain about. */
    private static Map<String, String> wrongSecrets() {
        Map<String, String> wrong = new HashMap<>(environment);
        wrong.put("MYSQL_PASSWORD", "planted-wrong-mysql");
        wrong.put("OPENAI_API_KEY", "planted-wrong-openai");
        wrong.put("LEDGER_URL", environment.get("LEDGER_URL").replace(LEDGER_PASSWORD, "planted-wrong-ledger"));
        return wrong;
    }

    @Test
    void whatTemporalKeepsShowsNeitherSecretsNorNamesOfTheSource() throws Exception {
        try (TemporalConnection connection = TemporalConnection.open(settings.temporal(), "test")) {
            WorkflowClient client = connection.client();
            List<String> workflows = client.listExecutions("WorkflowId STARTS_WITH 'longhaul/operated'")
                    .map(WorkflowExecutionMetadata::getExecution)
                    .map(execution -> execution.getWorkflowId())
                    .toList();
            assertThat(workflows).hasSizeGreaterThanOrEqualTo(8);
            for (String workflow : workflows) {
                String history = client.fetchHistory(workflow).toJson(false);
                assertThat(secrets()).noneMatch(history::contains);
                assertThat(history)
                        .contains(Base64.getEncoder().encodeToString("binary/aes-gcm".getBytes(StandardCharsets.UTF_8)))
                        .doesNotContain("parse_content");
            }
        }
    }
}
