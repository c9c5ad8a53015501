package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Goods;
import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The stack for SQLite files on their way into PostgreSQL, and the ways that are compared. */
final class TransferBench {

    private static final int IN_FLIGHT = 8;
    private static final int PIECE = 64 << 10;

    private final Lab lab;
    private final double scale;
    private final int batch;
    private final int rounds;
    private final String[] workerOptions;
    private final @Nullable String pgloader;
    private int runs;

    /**
     * @param rounds in which the ways take turns; the fastest of each counts, as it was disturbed least
     * @param workerOptions for the worker's JVM
     * @param pgloader where it is; null to look for it
     */
    TransferBench(Lab lab, double scale, int batch, int rounds, List<String> workerOptions, @Nullable String pgloader) {
        this.lab = lab;
        this.scale = scale;
        this.batch = batch;
        this.rounds = rounds;
        this.workerOptions = workerOptions.toArray(String[]::new);
        this.pgloader = pgloader;
    }

    int rounds() {
        return rounds;
    }

    int scaled(int rows) {
        return Math.max(1_000, (int) (rows * scale));
    }

    Optional<Pgloader> pgloader() {
        return Pgloader.find(pgloader, lab.directory());
    }

    /** A file of so many rows in each table. */
    Path file(int tables, int rows) throws Exception {
        Path file = lab.directory().resolve("goods-" + tables + "-" + rows + ".db");
        if (!Files.exists(file)) {
            Goods.make(file, tables, rows);
        }
        return file;
    }

    JavaProcess worker() throws IOException {
        return lab.worker(lab.settings(), workerOptions);
    }

    double pgloaded(Pgloader with, Path file, long rows) throws Exception {
        return with.load(file, targetUrl(), rows);
    }

    private String targetUrl() {
        return Objects.requireNonNull(lab.settings().get("TARGET_URL"));
    }

    /** Moves a file with a worker that is there; the schema is gone afterwards. */
    Transferred durable(Path file, long rows, JavaProcess worker) throws Exception {
        return durable(file, rows, worker, schema -> {});
    }

    /** What is done with what has arrived. */
    interface Arrived {
        void in(String schema) throws Exception;
    }

    Transferred durable(Path file, long rows, JavaProcess worker, Arrived arrived) throws Exception {
        runs++;
        String name = "m" + runs;
        Migration migration = Migration.ofFile(lab, name, file, batch, IN_FLIGHT, lab.settings());
        Transferred transferred = Transferred.by(migration, lab, rows, worker);
        arrived.in(name);
        execute("DROP SCHEMA " + name + " CASCADE", "DROP SCHEMA " + name + "_quarantine CASCADE");
        return transferred;
    }

    /** Seconds that COPY takes for a file of PostgreSQL's own format, made of a table that is there. */
    double copied(String table) throws Exception {
        Path ready = lab.directory().resolve("ready.copy");
        try (Connection connection = lab.target()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            try (OutputStream out = Files.newOutputStream(ready)) {
                copy.copyOut("COPY " + table + " TO STDOUT (FORMAT binary)", out);
            }
            execute("CREATE TABLE public.ready (LIKE " + table + ")");
            long begun = System.nanoTime();
            try (InputStream in = Files.newInputStream(ready)) {
                copy.copyIn("COPY public.ready FROM STDIN (FORMAT binary)", in, PIECE);
            }
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            execute("DROP TABLE IF EXISTS public.ready");
            Files.deleteIfExists(ready);
        }
    }

    private void execute(String... statements) throws Exception {
        try (Connection connection = lab.target();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
