package io.longhaul.activities.vectors;

import io.longhaul.activities.PythonServices;
import io.longhaul.activities.chroma.TestChroma;
import io.longhaul.activities.ledger.Opening;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.LedgerState;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
            timed("copy, with the index of metadata", records, () -> copy(world, size));
            timed("verify", records, () -> {
                Verification found = world.verify();
                say("%s%n", found.checks());
                if (!found.passed()) {
                    throw new IllegalStateException(found.findings());
                }
            });
            world.target().reset(world.job, VectorsWorld.UNWATCHED);
        }
    }

    private static void copy(VectorsWorld world, int size) throws Exception {
        world.job = world.jobs
                .open(
                        new JobRequest(
                                world.name, VectorsSpec.RECIPE, "source", "sink", "", size, null, null, Map.of()),
                        Opening.RUN)
                .id();
        LedgerState planned = world.ledger.begin(world.job, Work.COPY);
        RangeScope all = new RangeScope.Keys(
                planned.cursor(),
                world.activities.survey(world.job, world.spec, null, null).until());
        world.activities.prepare(world.job, world.spec);
        List<PlannedBatch> batches = world.activities
                .plan(world.spec, new RangeRequest(world.job, 0, all, size))
                .pending();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (PlannedBatch batch : batches) {
                running.add(threads.submit(() -> world.copy(batch)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        world.activities.finish(world.job, world.spec);
        world.ledger.settle(world.job, Work.COPY, JobStatus.COMPLETED, null, null);
        List<KeyRange> copied = world.ledger.copied(world.job, Work.VERIFY);
        say("%d batches, %d ranges to compare%n", batches.size(), copied.size());
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
