package io.longhaul.bench.lab;

import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.python.VectorServices;
import io.longhaul.starter.Console;
import io.longhaul.starter.Main;
import io.longhaul.starter.services.WorkerProcess;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The services of a recipe's migrations but the embeddings API, each a process of its own that can be injured, below a
 * temporary directory that is deleted at the end. Whatever it has started ends with it, and it ends with its process, also
 * when that is interrupted or told to end.
 */
public final class Lab implements AutoCloseable {

    private final Path directory;
    private final Starts starts;
    private final Map<Service, CompletableFuture<Server>> servers = new EnumMap<>(Service.class);
    private final List<JavaProcess> processes = new ArrayList<>();
    private final Thread atExit = new Thread(this::end, "lab-at-exit");
    private boolean ended;

    /** In the order in which they are ended: databases last. */
    public enum Service {
        QDRANT,
        TEMPORAL,
        /** The sample's table is in it. */
        MYSQL,
        /** Of the ledger. */
        POSTGRES,
        /** A PostgreSQL of its own for data, so that it can be injured without the ledger. */
        TARGET,
        /** With it, the target has pgvector. */
        CHROMA
    }

    /** What the main job takes. */
    public static final Set<Service> EMBED = Set.of(Service.MYSQL, Service.POSTGRES, Service.TEMPORAL, Service.QDRANT);

    /** What moving a SQLite file into PostgreSQL takes, and changing a table where it is. */
    public static final Set<Service> RELATIONAL = Set.of(Service.POSTGRES, Service.TEMPORAL, Service.TARGET);

    /** What moving a collection of Chroma into pgvector takes. */
    public static final Set<Service> VECTORS =
            Set.of(Service.POSTGRES, Service.TEMPORAL, Service.TARGET, Service.CHROMA);

    /** What a command printed, and its exit code. */
    public record Answer(int exit, String out, String err) {}

    private Lab(Path directory, Starts starts, Set<Service> services, Executor threads) {
        this.directory = directory;
        this.starts = starts;
        services.forEach(service -> servers.put(service, starting(() -> starts.start(service), threads)));
    }

    /** Starts them side by side. */
    public static Lab start(Set<Service> services) throws IOException {
        Path directory = Files.createTempDirectory("longhaul-bench-");
        Files.createDirectories(directory.resolve("logs"));
        Starts starts = new Starts(directory);
        if (services.contains(Service.CHROMA)) {
            // Before the target looks whether it is there.
            var unused = starts.vectorServices();
        }
        ExecutorService threads = Executors.newFixedThreadPool(services.size());
        Lab lab = new Lab(directory, starts, services, threads);
        Runtime.getRuntime().addShutdownHook(lab.atExit);
        try {
            lab.servers.values().forEach(CompletableFuture::join);
            return lab;
        } catch (CompletionException e) {
            lab.close();
            throw new IOException("the lab's services did not start", e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private static CompletableFuture<Server> starting(Server.Starting server, Executor threads) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Server.start(server);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    /** What Chroma and its clients are from. */
    public VectorServices vectorServices() throws IOException {
        return starts.vectorServices();
    }

    public Server mysql() {
        return server(Service.MYSQL);
    }

    public Server postgres() {
        return server(Service.POSTGRES);
    }

    public Server temporal() {
        return server(Service.TEMPORAL);
    }

    public Server qdrant() {
        return server(Service.QDRANT);
    }

    public Server chroma() {
        return server(Service.CHROMA);
    }

    /** The PostgreSQL that takes data. */
    public Server targetServer() {
        return server(Service.TARGET);
    }

    private Server server(Service service) {
        return Objects.requireNonNull(servers.get(service), "this lab has no such service")
                .join();
    }

    public Path directory() {
        return directory;
    }

    /** Where all of them are, for a worker or a starter. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        servers.values().forEach(server -> settings.putAll(server.join().settings()));
        // Several workers on one machine.
        settings.put("LONGHAUL_METRICS_PORT", "off");
        return settings;
    }

    /** A worker process, which polls soon after. */
    public JavaProcess worker(Map<String, String> settings, String... options) throws IOException {
        return java(WorkerProcess.class, List.of(), settings, options);
    }

    /** Another program of the bench, as a worker is launched. */
    public JavaProcess program(Class<?> main, List<String> arguments, Map<String, String> settings, String... options)
            throws IOException {
        return java(main, arguments, settings, options);
    }

    /** A command as {@code bin/starter} runs it. */
    public JavaProcess starter(Map<String, String> settings, List<String> arguments) throws IOException {
        return java(Main.class, arguments, settings);
    }

    private synchronized JavaProcess java(
            Class<?> main, List<String> arguments, Map<String, String> settings, String... options) throws IOException {
        List<String> all = Stream.of(JavaProcess.AS_LAUNCHED, List.of("-Xmx512m"), List.of(options))
                .flatMap(List::stream)
                .toList();
        if (ended) {
            throw new IllegalStateException("the lab has been closed");
        }
        String name = main.getSimpleName() + "-" + (processes.size() + 1);
        JavaProcess process = JavaProcess.start(directory, all, main, arguments, settings, starts.log(name));
        processes.add(process);
        return process;
    }

    /** Runs a command within this process. */
    public Answer cli(Map<String, String> settings, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = Console.of(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int exit = Main.execute(arguments, console, directory, settings);
        return new Answer(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The versions of the services, in a line. */
    public String versions() throws SQLException {
        List<String> versions = new ArrayList<>(List.of("Temporal server " + temporalVersion()));
        try (Connection postgres = ledger()) {
            versions.add("PostgreSQL " + postgres.getMetaData().getDatabaseProductVersion());
        }
        if (servers.containsKey(Service.MYSQL)) {
            try (Connection mysql = source()) {
                versions.add("MariaDB " + mysql.getMetaData().getDatabaseProductVersion());
            }
        }
        if (servers.containsKey(Service.QDRANT)) {
            versions.add("LocalQdrant");
        }
        if (servers.containsKey(Service.CHROMA)) {
            versions.add(pgvectorVersion());
        }
        return String.join(", ", versions);
    }

    private String pgvectorVersion() throws SQLException {
        try (Connection target = target();
                Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")) {
            row.next();
            return "pgvector " + row.getString(1);
        }
    }

    private String temporalVersion() {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + temporal().port())
                .build());
        try {
            return stubs.blockingStub()
                    .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                    .getServerVersion();
        } finally {
            stubs.shutdownNow();
        }
    }

    /** A connection to the source, which may be written to. */
    public Connection source() throws SQLException {
        Map<String, String> settings = mysql().settings();
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + mysql().port() + "/" + settings.get("MYSQL_DATABASE")
                        + "?socketTimeout=60000&allowLoadLocalInfile=true",
                settings.get("MYSQL_USER"),
                settings.get("MYSQL_PASSWORD"));
    }

    /** A connection to the ledger. */
    public Connection ledger() throws SQLException {
        return connection(postgres().settings().get("LEDGER_URL"), "socketTimeout=5");
    }

    /** A connection to the database that takes data. */
    public Connection target() throws SQLException {
        return connection(targetServer().settings().get("TARGET_URL"), "socketTimeout=600");
    }

    /** The same for an application, which is not on the workers' network. */
    public DataSource targetSource() {
        return source(targetServer().settings().get("TARGET_URL"), "socketTimeout=600");
    }

    private static Connection connection(@Nullable String url, String options) throws SQLException {
        return source(url, options).getConnection();
    }

    private static DataSource source(@Nullable String url, String options) {
        // postgresql://user:password@127.0.0.1:port/database
        String given = Objects.requireNonNull(url);
        String user = given.substring(given.indexOf("//") + 2, given.lastIndexOf('@'));
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(
                "jdbc:postgresql://" + given.substring(given.lastIndexOf('@') + 1) + "?connectTimeout=2&" + options);
        source.setUser(user.substring(0, user.indexOf(':')));
        source.setPassword(user.substring(user.indexOf(':') + 1));
        return source;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // Then the hook does it, and nobody waits for this thread.
            return;
        }
        end();
    }

    /** Each of them whatever becomes of the others, and one that is just being started as soon as it is there. */
    private void end() {
        synchronized (this) {
            ended = true;
        }
        processes.forEach(JavaProcess::kill);
        for (CompletableFuture<Server> server : servers.values()) {
            try {
                server.join().close();
            } catch (CompletionException neverStarted) {
                // Whoever started the lab was told.
            } catch (IOException | RuntimeException e) {
                System.err.println("a server of the lab in " + directory + " did not end: " + e);
            }
        }
        try {
            PrivateFiles.delete(directory);
        } catch (IOException e) {
            System.err.println(directory + " could not be deleted: " + e);
        }
    }
}
