package io.longhaul.starter.services;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.chroma.ChromaDirectory;
import io.longhaul.activities.chroma.ChromaServer;
import io.longhaul.activities.ledger.Accounts;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.LedgerDatabase;
import io.longhaul.activities.ledger.TestRuns;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.activities.vectors.VectorStores;
import io.longhaul.embedded.process.Programs;
import io.longhaul.embedded.process.UserCache;
import io.longhaul.embedded.python.VectorServices;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.TemporalConnection;
import io.longhaul.worker.Workers;
import io.longhaul.worker.observe.Telemetry;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Setting;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.worker.settings.VectorsSettings;
import io.longhaul.workflows.engine.FailureKind;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services that a command needs, and clients of them, each made when it is first asked for. Not thread-safe. */
public final class Services implements AutoCloseable {

    /** A command asks one thing at a time, and a watcher beside it. */
    private static final int CONNECTIONS = 2;

    private final Stack stack;
    private final Settings settings;
    private final Map<String, String> environment;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable LedgerDatabase ledger;
    private @Nullable TemporalConnection temporal;
    private @Nullable Telemetry telemetry;
    private @Nullable MysqlSource mysql;
    private @Nullable QdrantSink qdrant;
    private @Nullable Embedder embedder;
    private @Nullable TargetServer target;
    private @Nullable TargetServer source;

    private Services(Stack stack, Settings settings, Map<String, String> environment) {
        this.stack = stack;
        this.settings = settings;
        this.environment = environment;
    }

    /**
     * Starts those of the needed services that are neither named nor running.
     *
     * @param notices gets a line for each that is started
     */
    public static Services open(
            Invocation invocation, SettingsReader reader, Set<Backend> needed, Consumer<String> notices) {
        return started(invocation, reader, List.of(reader.read()), needed, notices);
    }

    private static Services started(
            Invocation invocation,
            SettingsReader reader,
            List<Settings> all,
            Set<Backend> needed,
            Consumer<String> notices) {
        boolean pgvector = all.stream().anyMatch(asked -> asked.recipe().pgvector());
        Stack stack = Stack.open(invocation, reader, needed, pgvector, notices);
        Services services = new Services(stack, stack.settings(), invocation.environment());
        services.open.push(stack);
        try {
            if (needed.contains(Backend.CHROMA) || needed.contains(Backend.TARGET)) {
                all.forEach(asked -> Samples.fill(services, asked, notices));
            }
            return services;
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
    }

    /**
     * The same for all that the migration needs, its sample included.
     *
     * @param reader has settings that were read before, without a problem
     */
    public static Services open(Invocation invocation, SettingsReader reader, Consumer<String> notices) {
        return open(invocation, reader, List.of(reader.read()), notices);
    }

    /**
     * The same for all that several migrations need.
     *
     * @param reader of what they share
     * @param all that were read from the same sources
     */
    public static Services open(
            Invocation invocation, SettingsReader reader, List<Settings> all, Consumer<String> notices) {
        Set<Backend> needed = EnumSet.noneOf(Backend.class);
        all.forEach(asked -> needed.addAll(asked.needed()));
        return open(invocation, reader, all, needed, notices);
    }

    /** The same for some of what they need. */
    public static Services open(
            Invocation invocation,
            SettingsReader reader,
            List<Settings> all,
            Set<Backend> needed,
            Consumer<String> notices) {
        all.forEach(asked -> Samples.make(asked, notices));
        Optional<ChromaDirectory> served = all.stream()
                .filter(asked -> needed.contains(Backend.CHROMA))
                .flatMap(asked -> served(invocation, asked, notices).stream())
                // The workers have one Chroma, and the settings one directory.
                .findFirst();
        served.ifPresent(directory -> reader.flag(
                "CHROMA_DIRECTORY", Setting.CHROMA_URL, directory.settings().url()));
        try {
            Services services = started(invocation, reader, all, needed, notices);
            served.ifPresent(services.open::addLast);
            return services;
        } catch (RuntimeException e) {
            served.ifPresent(ChromaDirectory::close);
            throw e;
        }
    }

    /** Chroma's own program on a copy of the directory that is to be read, where there is one. */
    private static Optional<ChromaDirectory> served(Invocation invocation, Settings asked, Consumer<String> notices) {
        if (!(asked.recipe() instanceof VectorsSettings vectors) || vectors.directory() == null) {
            return Optional.empty();
        }
        String path = invocation.environment().get("PATH");
        String program = vectors.program();
        if (program == null && Programs.find("chroma", path).isEmpty()) {
            program = chroma(invocation, notices).toString();
        }
        notices.accept("Serving a copy of Chroma's directory " + vectors.directory() + " ...");
        return Optional.of(ChromaDirectory.serve(
                vectors.directory(), program, path, invocation.data().resolve("chroma")));
    }

    /** The embedded stack's. */
    private static Path chroma(Invocation invocation, Consumer<String> notices) {
        Path data = invocation.data();
        try {
            return VectorServices.installed(
                            UserCache.orAt(data.resolve("cache")), data.resolve("logs/python.log"), notices)
                    .chroma();
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "Chroma's program can't be put into the user's cache: make room there, or set CHROMA_PROGRAM");
        }
    }

    /** The same services by the settings of one of several migrations that share them. They close with these. */
    public Services of(Settings one) {
        Services those = new Services(stack, one, environment);
        open.push(those);
        return those;
    }

    public Settings settings() {
        return settings;
    }

    /** Whether embedded services were started by this command and stop with it. */
    public boolean startedHere() {
        return stack.isOwn();
    }

    /** The ledger, with its tables up to date. */
    public LedgerDatabase ledger() {
        if (ledger == null) {
            LedgerDatabase opened = kept(settings(), all -> new LedgerDatabase(all.ledger(), CONNECTIONS));
            migrate(opened);
            ledger = opened;
        }
        return ledger;
    }

    private void migrate(LedgerDatabase opened) {
        try {
            opened.migrate();
        } catch (MigrationException e) {
            if (e.kind() == FailureKind.SCHEMA_MISMATCH && settings().embedded(Backend.POSTGRES)) {
                throw Refusal.usage("the embedded ledger was made by another version of Longhaul: use that version, or "
                        + Invocation.PROGRAM + " reset, which deletes the data of all embedded services here");
            }
            throw e;
        }
    }

    public Jobs jobs() {
        return new Jobs(ledger());
    }

    public Batches batches() {
        return new Batches(ledger());
    }

    public Accounts accounts() {
        return new Accounts(ledger());
    }

    public TestRuns testRuns() {
        return new TestRuns(ledger());
    }

    public WorkflowClient temporal() {
        return connection().client();
    }

    TemporalConnection connection() {
        if (temporal == null) {
            TemporalConnection opened =
                    kept(settings(), all -> TemporalConnection.open(all.temporal(), Workers.identity(), telemetry()));
            // A watcher's long poll would keep an orderly end waiting.
            open.push(() -> opened.client().getWorkflowServiceStubs().shutdownNow());
            temporal = opened;
        }
        return temporal;
    }

    /** On where a port for it is set: who runs one command does not look for its metrics otherwise. */
    Telemetry telemetry() {
        if (telemetry == null) {
            telemetry = kept(settings(), all -> Telemetry.of(all.metrics().port() != null, environment));
        }
        return telemetry;
    }

    public MysqlSource mysql() {
        if (mysql == null) {
            mysql = kept(settings(), all -> new MysqlSource(all.mysql(), CONNECTIONS));
        }
        return mysql;
    }

    /** The stores of vectors that are set. */
    public VectorStores vectors() {
        Set<Backend> missing = settings().missing();
        return new VectorStores(
                missing.contains(Backend.CHROMA)
                        ? null
                        : new ChromaServer(settings().chroma()),
                missing.contains(Backend.SOURCE) ? null : source().database(),
                missing.contains(Backend.TARGET) ? null : target().database(),
                missing.contains(Backend.QDRANT) ? null : qdrant(),
                null);
    }

    private TargetServer source() {
        if (source == null) {
            source = kept(settings(), all -> new TargetServer(all.source(), CONNECTIONS));
        }
        return source;
    }

    public QdrantSink qdrant() {
        if (qdrant == null) {
            qdrant = kept(settings(), all -> new QdrantSink(all.qdrant()));
        }
        return qdrant;
    }

    public Embedder embedder() {
        if (embedder == null) {
            embedder = kept(settings(), all -> new Embedder(all.openAi(), 1));
        }
        return embedder;
    }

    /** The PostgreSQL that takes the data. */
    public TargetServer target() {
        if (target == null) {
            target = kept(settings(), all -> new TargetServer(all.target(), CONNECTIONS));
        }
        return target;
    }

    private <T extends AutoCloseable> T kept(Settings settings, Function<Settings, T> maker) {
        T client = maker.apply(settings);
        open.push(client);
        return client;
    }

    /** Closes the clients, then stops what was started here. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable next = open.pop();
            try {
                next.close();
            } catch (Exception e) {
                log().warn("{} did not close in order", next.getClass().getName(), e);
            }
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(Services.class);
    }
}
