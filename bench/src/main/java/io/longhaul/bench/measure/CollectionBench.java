package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import io.longhaul.workflows.engine.Tuning;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The stack for collections of Chroma on their way into pgvector, and the ways that are compared. */
final class CollectionBench {

    static final int DIMENSIONS = 1_024;

    private final Lab lab;
    private final PythonScript python;
    private final double scale;
    private final int rounds;
    private final String[] workerOptions;
    private final Set<String> filled = new HashSet<>();
    private int runs;

    /**
     * @param rounds in which the ways take turns; the fastest of each counts, as it was disturbed least
     * @param workerOptions for the worker's JVM
     */
    CollectionBench(Lab lab, double scale, int rounds, List<String> workerOptions) throws IOException {
        this.lab = lab;
        this.python = new PythonScript(lab.vectorServices(), lab.directory());
        this.scale = scale;
        this.rounds = rounds;
        this.workerOptions = workerOptions.toArray(String[]::new);
    }

    int rounds() {
        return rounds;
    }

    int scaled(int records) {
        return Math.max(500, (int) (records * scale));
    }

    JavaProcess worker() throws IOException {
        return lab.worker(lab.settings(), workerOptions);
    }

    /** A collection of so many records, which is filled once. */
    private String collection(int records) throws Exception {
        String name = "speed-" + records;
        if (filled.add(name)) {
            var unused = python.run("chroma_fill.py", port(), name, Integer.toString(records), "" + DIMENSIONS);
        }
        return name;
    }

    private String port() {
        return Integer.toString(lab.chroma().port());
    }

    /** Moves a collection with a worker that is there, without an index of the vectors; the schema is gone afterwards. */
    Transferred durable(int records, int batch, JavaProcess worker) throws Exception {
        runs++;
        String name = "m" + runs;
        Map<String, String> settings = new HashMap<>(lab.settings());
        settings.put("VECTORS_INDEX", "none");
        settings.put("VECTORS_CONSTANTS", "user_id=7f3c");
        Migration migration =
                Migration.ofCollection(lab, name, collection(records), batch, Tuning.CONCURRENCY, settings);
        Transferred transferred = Transferred.by(migration, lab, records, worker);
        execute("DROP SCHEMA " + name + " CASCADE");
        return transferred;
    }

    /** Seconds that langchain-postgres takes, with batches of 1,000; it makes no index of the vectors either. */
    double langchain(int records) throws Exception {
        execute("CREATE EXTENSION IF NOT EXISTS vector");
        String url = Objects.requireNonNull(lab.settings().get("TARGET_URL"));
        try {
            return Double.parseDouble(python.run(
                    "langchain_copy.py",
                    port(),
                    collection(records),
                    url.replace("postgresql://", "postgresql+psycopg://"),
                    "" + DIMENSIONS));
        } finally {
            execute("DROP TABLE IF EXISTS langchain_pg_embedding, langchain_pg_collection");
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = lab.target();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
