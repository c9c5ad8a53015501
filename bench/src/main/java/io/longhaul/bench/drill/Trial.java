package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Collection;
import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import io.longhaul.bench.lab.SourceTable;
import io.longhaul.embedded.embeddings.FaultyEmbeddings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of one drill: its migration, its workers, its faults, and what came of them. */
final class Trial implements AutoCloseable {

    static final int BATCH = 50;
    static final int IN_FLIGHT = 4;

    private static final Duration TO_THE_END = Duration.ofMinutes(5);
    private static final Duration TO_PROGRESS = Duration.ofMinutes(3);

    private final Lab lab;
    private final Size size;
    private final Random random;
    private final FaultyEmbeddings embeddings;
    private final Fleet fleet;
    private final Consumer<String> log;
    private final List<JavaProcess> starters = new ArrayList<>();
    private final SourceTable table;
    private final Migration migration;
    private final LedgerRows ledger;
    private final Set<Long> refused = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();
    private int injected;
    private double recovery = Double.NaN;
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

    Trial(Lab lab, Fleet fleet, String drill, Size size, Random random, Consumer<String> log)
            throws IOException, SQLException {
        this.lab = lab;
        this.fleet = fleet;
        this.size = size;
        this.random = random;
        this.log = log;
        String name = "d_" + drill.replace('-', '_');
        this.table = SourceTable.distinct(lab, name, 0, size.rows());
        this.ledger = new LedgerRows(lab);
        this.migration = new Migration(lab, name, name, BATCH, IN_FLIGHT, fleet.settings());
        // Last, as it is to be closed.
        this.embeddings = fleet.startEmbeddings();
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

    void complain(String what) {
        wrong.add(what);
    }

    /** A fault; when it returns the fault is over. */
    @FunctionalInterface
    interface Fault {
        void inject() throws Exception;
    }

    /** Injects the fault at random moments of the run, one at a time, and waits for progress after each. */
    void injure(int times, Fault fault) throws Exception {
        for (int moment : moments(times)) {
            await(moment);
            Thread.sleep(random.nextInt(300));
            if (migration.ended()) {
                complain("only " + injected + " of " + times + " faults before its end");
                return;
            }
            fault.inject();
            injected++;
            awaitProgress();
        }
    }

    private Set<Integer> moments(int times) {
        int latest = Math.max(times, size.batches() - 2 * IN_FLIGHT);
        Set<Integer> moments = new TreeSet<>();
        while (moments.size() < times) {
            moments.add(1 + random.nextInt(latest));
        }
        return moments;
    }

    void count(int faults) {
        injected += faults;
    }

    /** Until so many batches are completed, or it has ended. */
    void await(int completed) throws InterruptedException {
        long deadline = System.nanoTime() + TO_PROGRESS.toNanos();
        while (migration.completed() < completed && !migration.ended()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no " + completed + " batches within " + TO_PROGRESS);
            }
            Thread.sleep(20);
        }
    }

    /** From now, as a fault has just ended, until the next batch is completed. */
    void awaitProgress() throws InterruptedException {
        long ended = System.nanoTime();
        int before = migration.completed();
        while (before < 0 && System.nanoTime() - ended < TO_PROGRESS.toNanos()) {
            Thread.sleep(20);
            before = migration.completed();
        }
        await(Math.min(before + 1, size.batches()));
        double seconds = (System.nanoTime() - ended) / 1e9;
        log.accept(String.format(
                Locale.ROOT, "    fault %d over after %d batches, progress %.1f s later", injected, before, seconds));
        recovery = Double.isNaN(recovery) ? seconds : Math.max(recovery, seconds);
    }

    /** Waits for the end and compares. */
    Outcome judge(Drill drill, Duration soFar) throws Exception {
        long begun = System.nanoTime();
        String status = migration.status().equals("none") ? "not there" : migration.awaitEnd(TO_THE_END);
        if (!status.equals("completed")) {
            complain("it is " + status + ": " + reasons());
        }
        Audit found = audit == null ? compare() : audit;
        long paidAgain = paidAgain();
        if (!found.clean()) {
            complain("lost " + found.lost() + ", duplicated " + found.duplicated() + ", stale " + found.stale()
                    + found.flaws());
        }
        if (paidAgain > mayPayAgain * injected) {
            complain("paid " + paidAgain + " texts again, and " + mayPayAgain * injected + " are excusable");
        }
        return new Outcome(
                drill, injected, found, paidAgain, recovery, wrong, soFar.plusNanos(System.nanoTime() - begun));
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

    private String reasons() throws SQLException {
        return ledger.rows("select coalesce(reason, '') from ingestion_job where name = ?", migration.name())
                + " "
                + ledger.rows("""
                        select distinct b.error_kind, b.error from ingestion_batch b
                        join ingestion_job j on j.id = b.job_id
                        where j.name = ? and b.error is not null limit 3""", migration.name());
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
