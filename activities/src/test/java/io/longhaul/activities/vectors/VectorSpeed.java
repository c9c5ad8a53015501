package io.longhaul.activities.vectors;

import io.longhaul.activities.PythonServices;
import io.longhaul.activities.chroma.TestChroma;
import io.longhaul.activities.ledger.LedgerServer;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.MigrationResult;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.vectors.Origin;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Measures a copy from Chroma into pgvector against the way by Chroma's and langchain-postgres's clients in Python, on the
 * same data, one after the other: {@code java -cp ... VectorSpeed 50000 1024}. Several sizes of batches may follow.
 */
final class VectorSpeed {

    private static final Path SCRIPTS = Path.of("src/test/resources/python");
    private static final int AT_ONCE = 4;
    private static final double NANOS = 1e9;

    private VectorSpeed() {}

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int records = Integer.parseInt(arguments[0]);
        String dimension = arguments[1];
        Path folder = Files.createTempDirectory("vector-speed");
        try (TestChroma chroma = TestChroma.start(folder.resolve("chroma"));
                EmbeddedPostgres postgres = EmbeddedPostgres.start(
                        folder.resolve("postgres"), folder.resolve("log"), PythonServices.postgresWithPgvector())) {
            try (Connection connection = postgres.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE EXTENSION vector");
            }
            String port = Integer.toString(chroma.settings().url().getPort());
            timed(
                    "fill Chroma",
                    records,
                    () -> PythonServices.run(
                            "vectors",
                            SCRIPTS.resolve("chroma_fill.py"),
                            port,
                            "speed",
                            Integer.toString(records),
                            dimension));
            List<Integer> sizes = new ArrayList<>();
            for (int i = 2; i < arguments.length; i++) {
                sizes.add(Integer.parseInt(arguments[i]));
            }
            for (int size : sizes.isEmpty() ? List.of(1_000) : sizes) {
                longhaul(chroma, postgres, records, size);
            }
            String seconds = PythonServices.run(
                    "vectors",
                    SCRIPTS.resolve("langchain_copy.py"),
                    port,
                    "speed",
                    postgres.url().replace("postgresql://", "postgresql+psycopg://"),
                    dimension);
            say("langchain-postgres, batches of 1,000: %s s%n", seconds.strip());
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static void longhaul(TestChroma chroma, EmbeddedPostgres postgres, int records, int size) throws Exception {
        try (VectorsWorld world = new VectorsWorld(chroma, postgres, "cosine")) {
            VectorIndex none = new VectorIndex(VectorIndex.Kind.NONE, "256MB", 1);
            VectorsSpec there = world.spec("memos", VectorType.VECTOR, none);
            world.spec = new VectorsSpec(new Origin.Chroma("speed"), there.target(), there.constants(), false);
            say("-- batches of %,d, %d at once%n", size, AT_ONCE);
            MigrationResult[] result = new MigrationResult[1];
            try (OnTheEngine engine = new OnTheEngine(world)) {
                timed(
                        "the whole run",
                        records,
                        () -> result[0] = engine.run(world.spec, new Tuning(size, AT_ONCE, Tuning.FAILURE_THRESHOLD)));
            }
            if (result[0].status() != JobStatus.COMPLETED) {
                throw new IllegalStateException(String.valueOf(result[0].reason()));
            }
            say("%s%n", Objects.requireNonNull(result[0].verification()).checks());
            for (String phase : List.of("preflight", "prepare", "copy", "finish", "verify")) {
                say(
                        "%10s %s s%n",
                        phase,
                        LedgerServer.ask(
                                "select round(sum(extract(epoch from left_at - entered_at))::numeric, 2) from ingestion_phase"
                                        + " where job_id = ? and phase = ?",
                                world.job.value(),
                                phase));
            }
            world.target().reset(world.job, VectorsWorld.UNWATCHED);
        }
    }

    private static void timed(String what, int records, Step step) throws Exception {
        long cpu = processor();
        long start = System.nanoTime();
        step.run();
        double seconds = (System.nanoTime() - start) / NANOS;
        say(
                "%-34s %8.2f s %,10.0f/s, %6.2f s of this process's processor time%n",
                what, seconds, records / seconds, (processor() - cpu) / NANOS);
    }

    private static long processor() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
