package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Collection;
import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import io.longhaul.bench.lab.SourceTable;
import io.longhaul.embedded.embeddings.FaultyEmbeddings;
import io.longhaul.embedded.process.Ports;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of one drill: its migration, its workers, its faults, and what came of them. */
final class Trial implements Exercise.Judged {

    static final int BATCH = 50;
    static final int IN_FLIGHT = 4;

    private static final Duration TO_THE_END = Duration.ofMinutes(5);

    /** The main job's model, asked for short vectors: what a drill looks at does not depend on their length. */
    private static final int DIMENSIONS = 64;

    private static final List<String> COUNTS =
            List.of("records lost", "duplicated", "stale", "embeddings paid more than once");

    private final Lab lab;
    private final Size size;
    private final Random random;
    private final FaultyEmbeddings embeddings;
    private final Fleet fleet;
    private final List<JavaProcess> starters = new ArrayList<>();
    private final SourceTable table;
    private final Migration migration;
    private final LedgerRows ledger;
    private final Set<Long> refused = new HashSet<>();
    private final Injuries injuries;
    private long mayPayAgain;
    private @Nullable Audit audit;

    /**
     * How much is moved.
     *
     * @param full whether this is the whole drill; else it is its short form
     */
    record Size(int rows, boolean full) {
        static final Size FULL = new Size(3_100, true);
        static final Size SHORT = new Size(600, false);

        int batches() {
            return (rows + BATCH - 1) / BATCH;
        }

        /** One number for the whole drill, another for its short form. */
        int times(int whole, int brief) {
            return full ? whole : brief;
        }
    }

    /** Drills of the main job. */
    static Exercise<Trial> exercise(Lab lab, Size size, long seed, Consumer<String> log) throws IOException {
        int api = Ports.free();
        Map<String, String> settings = new HashMap<>(lab.settings());
        settings.put("OPENAI_BASE_URL", "http://127.0.0.1:" + api + "/v1");
        settings.put("OPENAI_API_KEY", "drill");
        settings.put("EMBEDDING_MODEL", "text-embedding-3-small");
        settings.put("EMBEDDING_DIMENSIONS", Integer.toString(DIMENSIONS));
        Exercise.Kind<Trial> kind = new Exercise.Kind<>(
                settings, COUNTS, (drill, fleet, random) -> new Trial(lab, fleet, api, drill, size, random, log));
        return new Exercise<>(lab, kind, !size.full(), seed, log);
    }

    /** Headings of the table. */
    static List<String> columns() {
        return Outcome.columns(COUNTS);
    }

    /** @param api the port at which workers find an embeddings API, one after another */
    private Trial(Lab lab, Fleet fleet, int api, String drill, Size size, Random random, Consumer<String> log)
            throws IOException, SQLException {
        this.lab = lab;
        this.fleet = fleet;
        this.size = size;
        this.random = random;
        String name = "d_" + drill.replace('-', '_');
        this.table = SourceTable.distinct(lab, name, 0, size.rows());
        this.ledger = new LedgerRows(lab);
        this.migration = Migration.ofTable(lab, name, name, BATCH, IN_FLIGHT, fleet.settings());
        this.injuries = new Injuries(migration, size.batches(), IN_FLIGHT, random, log);
        // Last, as it is to be closed. It has a memory of its own.
        this.embeddings = FaultyEmbeddings.startOn(api, DIMENSIONS);
    }

    Lab lab() {
        return lab;
    }

    Size size() {
        return size;
    }

    Random random() {
        return random;
    }

    FaultyEmbeddings embeddings() {
        return embeddings;
    }

    Migration migration() {
        return migration;
    }

    SourceTable table() {
        return table;
    }

    LedgerRows ledger() {
        return ledger;
    }

    Fleet fleet() {
        return fleet;
    }

    /** A starter that watches to the end, with a worker in it; it ends with the trial. */
    JavaProcess startAttached() throws IOException {
        JavaProcess starter = migration.startAttached();
        starters.add(starter);
        return starter;
    }

    /** Slows the embeddings down so that the whole migration takes about so long. */
    void pace(Duration whole) {
        embeddings.latency(whole.multipliedBy(IN_FLIGHT).dividedBy(size.batches()));
    }

    /** Those ids are records that the API will refuse. */
    void expectRefused(Set<Long> ids) {
        refused.addAll(ids);
    }

    /** Each time the fault is injected, so many texts may be paid a second time. */
    void mayPayAgain(long texts) {
        mayPayAgain = texts;
    }

    /** The drill has compared by itself, as what it does leaves something else than usual. */
    void audited(Audit own) {
        audit = own;
    }

    /** What the target holds. */
    List<Collection.Point> points() throws Exception {
        return new Collection(lab, migration.name()).points();
    }

    /** A command about this migration, which must succeed. */
    void command(String... words) {
        Lab.Answer answer = migration.command(words);
        if (answer.exit() != 0) {
            complain(String.join(" ", words) + ": " + answer.err().strip());
        }
    }

    @Override
    public void complain(String what) {
        injuries.complain(what);
    }

    /** See {@link Injuries#injure}. */
    void injure(int times, Injuries.Fault fault) throws Exception {
        injuries.injure(times, fault);
    }

    void count(int faults) {
        injuries.count(faults);
    }

    void awaitProgress() throws InterruptedException {
        injuries.awaitProgress();
    }

    @Override
    public Outcome judge(String title, Duration soFar) throws Exception {
        long begun = System.nanoTime();
        String status = migration.status().equals("none") ? "not there" : migration.awaitEnd(TO_THE_END);
        if (!status.equals("completed")) {
            complain("it is " + status + ": " + migration.reasons());
        }
        Audit found = audit == null ? compare() : audit;
        long paidAgain = paidAgain();
        if (!found.clean()) {
            complain("lost " + found.lost() + ", duplicated " + found.duplicated() + ", stale " + found.stale()
                    + found.flaws());
        }
        if (paidAgain > mayPayAgain * injuries.injected()) {
            complain("paid " + paidAgain + " texts again, and " + mayPayAgain * injuries.injected() + " are excusable");
        }
        return new Outcome(
                title,
                injuries.injected(),
                List.of(found.lost(), found.duplicated(), found.stale(), paidAgain),
                found.flaws().isEmpty(),
                injuries.recovery(),
                injuries.wrong(),
                soFar.plusNanos(System.nanoTime() - begun));
    }

    private Audit compare() throws Exception {
        Collection target = new Collection(lab, migration.name());
        if (!target.exists()) {
            return new Audit(table.texts().size(), 0, 0, List.of("there is no collection"));
        }
        return Audit.of(table, refused, target, ledger, migration.name(), embeddings::vector);
    }

    private long paidAgain() throws SQLException {
        long again = 0;
        for (String text : table.texts().values()) {
            again += Math.max(0, embeddings.timesPaid(text) - 1);
        }
        return again;
    }

    @Override
    public void close() {
        embeddings.release();
        // At once: what an unfinished drill leaves behind must not go on in the next.
        starters.forEach(JavaProcess::kill);
        if (!migration.ended()) {
            migration.terminate();
        }
        embeddings.close();
    }
}
