package io.longhaul.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user has whose machine or patience gave out in the middle. */
@Timeout(180)
class KilledStackTest {
    @TempDir
    Path temporary;

    @Test
    void whatAKillLeavesIsEndedAndEverythingIsStillThere() throws Exception {
        Path directory = temporary.resolve("a stack");
        ForkedStack killed = ForkedStack.start(directory, Service.MYSQL, Service.POSTGRES, Service.TEMPORAL);
        Map<String, String> before = Map.of(
                "MYSQL_PORT", killed.setting("MYSQL_PORT"),
                "MYSQL_DATABASE", killed.setting("MYSQL_DATABASE"),
                "MYSQL_USER", killed.setting("MYSQL_USER"),
                "MYSQL_PASSWORD", killed.setting("MYSQL_PASSWORD"));
        try (Connection connection = EmbeddedStackTest.mysql(before)) {
            execute(connection, "UPDATE ip_summary SET parse_content = 'kept' WHERE id = 1000001");
        }
        startWorkflow(killed.setting("TEMPORAL_ADDRESS"));
        killed.kill();

        List<ProcessHandle> leftOver = Stream.of("mariadb", "postgres", "temporal")
                .map(service -> server(directory, service))
                .toList();
        assertThat(leftOver).allMatch(KilledStackTest::isRunning);
        assertThat(Files.readAllLines(directory.resolve("stack.env"))).contains("LONGHAUL_STACK_PID=" + killed.pid());
        assertThat(session(leftOver.get(0)))
                .as("apart from what Ctrl-C reaches")
                .isNotEqualTo(session(ProcessHandle.current()));

        // One that was killed as well has to be recovered, the others are to be ended.
        leftOver.get(0).destroyForcibly();

        try (EmbeddedStack stack = EmbeddedStack.start(
                directory, EnumSet.of(Service.MYSQL, Service.POSTGRES, Service.TEMPORAL), notice -> {})) {
            assertThat(leftOver).noneMatch(KilledStackTest::isRunning);
            assertThat(stack.settings()).containsAllEntriesOf(before);
            assertThat(stack.settings().get("LEDGER_URL")).isEqualTo(killed.setting("LEDGER_URL"));
            assertThat(stack.settings().get("TEMPORAL_ADDRESS")).isEqualTo(killed.setting("TEMPORAL_ADDRESS"));
            assertThat(stack.settings().get("LONGHAUL_WEB_UI")).isEqualTo(killed.setting("LONGHAUL_WEB_UI"));
            try (Connection connection = EmbeddedStackTest.mysql(stack.settings())) {
                assertThat(text(connection, "SELECT parse_content FROM ip_summary WHERE id = 1000001"))
                        .isEqualTo("kept");
            }
            assertThat(describeWorkflow(stack.settings().get("TEMPORAL_ADDRESS")))
                    .isEqualTo("WORKFLOW_EXECUTION_STATUS_RUNNING");
        }
        assertThat(Stream.of("mariadb", "postgres", "temporal")
                        .map(service -> directory.resolve(service + "/server.pid")))
                .noneMatch(Files::exists);
    }

    @Test
    void dataSurviveAKillOfTheServerItselfAndAPortThatSomebodyElseHasTaken() throws Exception {
        Path home = temporary.resolve("post gres");
        Path log = temporary.resolve("postgres.log");
        EmbeddedPostgres first = EmbeddedPostgres.start(home, log);
        try (Connection connection = first.connect()) {
            execute(connection, "CREATE TABLE kept (id INT)");
            execute(connection, "INSERT INTO kept SELECT generate_series(1, 1000)");
        }
        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
        first.close();
        // A pid that is in use again, by a program that has nothing to do with it.
        Process foreign = new ProcessBuilder("sleep", "600").start();
        Files.writeString(home.resolve("server.pid"), Long.toString(foreign.pid()));
        Path postmaster = home.resolve("data/postmaster.pid");
        List<String> lines = new ArrayList<>(Files.readAllLines(postmaster));
        lines.set(0, Long.toString(foreign.pid()));
        Files.write(postmaster, lines);

        try (ServerSocket taken =
                        new ServerSocket(first.port(), 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                EmbeddedPostgres second = EmbeddedPostgres.start(home, log);
                Connection connection = second.connect()) {
            assertThat(foreign.isAlive()).isTrue();
            assertThat(second.port()).isNotEqualTo(taken.getLocalPort());
            assertThat(second.password()).isEqualTo(first.password());
            assertThat(text(connection, "SELECT COUNT(*) FROM kept")).isEqualTo("1000");
        } finally {
            foreign.destroyForcibly();
        }
    }

    private static ProcessHandle server(Path directory, String service) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(directory.resolve(service + "/server.pid"))
                            .strip()))
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Dead processes stay listed, without a command line, where nobody asks for them. */
    private static boolean isRunning(ProcessHandle process) {
        try {
            return !Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .isEmpty();
        } catch (IOException gone) {
            return false;
        }
    }

    /** The sixth field of the process's state, counted behind its name, which may hold anything. */
    private static String session(ProcessHandle process) throws Exception {
        String state = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return state.substring(state.lastIndexOf(')') + 2).split(" ", -1)[3];
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void startWorkflow(String address) {
        withClient(address, client -> {
            client.newUntypedWorkflowStub(
                            "Nobody",
                            WorkflowOptions.newBuilder()
                                    .setWorkflowId("kept")
                                    .setTaskQueue("nobody")
                                    .build())
                    .start();
            return "started";
        });
    }

    private static String describeWorkflow(String address) {
        return withClient(address, client -> {
            WorkflowStub stub = client.newUntypedWorkflowStub("kept");
            return stub.describe().getStatus().name();
        });
    }

    private static String withClient(String address, Function<WorkflowClient, String> work) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        try {
            return work.apply(WorkflowClient.newInstance(stubs));
        } finally {
            stubs.shutdownNow();
        }
    }
}
