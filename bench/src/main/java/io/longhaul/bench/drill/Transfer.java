package io.longhaul.bench.drill;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import io.longhaul.bench.lab.TcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One drill of a recipe that moves something into PostgreSQL, or changes it there: its workers, its faults, and what came of them. */
final class Transfer implements Exercise.Judged {

    private static final Duration TO_THE_END = Duration.ofMinutes(5);
    private static final List<String> COUNTS = List.of("records lost", "twice", "different");

    private final Lab lab;
    private final Trade trade;
    private final Fleet fleet;
    private final Size size;
    private final Random random;
    private final Cargo cargo;
    private final Migration migration;
    private final Injuries injuries;
    private final List<JavaProcess> starters = new ArrayList<>();
    private Duration delay = Duration.ZERO;
    private @Nullable TransferAudit audit;

    /**
     * How much is moved.
     *
     * @param full whether this is the whole drill; else it is its short form
     */
    record Size(int batches, boolean full) {
        static final Size FULL = new Size(240, true);
        static final Size SHORT = new Size(18, false);

        /** One number for the whole drill, another for its short form. */
        int times(int whole, int brief) {
            return full ? whole : brief;
        }
    }

    /** Drills of one recipe. */
    static Exercise<Transfer> exercise(Lab lab, Trade trade, Size size, long seed, Consumer<String> log) {
        Map<String, String> settings = new HashMap<>(lab.settings());
        settings.putAll(trade.settings());
        Exercise.Kind<Transfer> kind = new Exercise.Kind<>(
                settings, COUNTS, (drill, fleet, random) -> new Transfer(lab, trade, fleet, drill, size, random, log));
        return new Exercise<>(lab, kind, !size.full(), seed, log);
    }

    /** Headings of the table. */
    static List<String> columns() {
        return Outcome.columns(COUNTS);
    }

    private Transfer(Lab lab, Trade trade, Fleet fleet, String drill, Size size, Random random, Consumer<String> log)
            throws Exception {
        this.lab = lab;
        this.trade = trade;
        this.fleet = fleet;
        this.size = size;
        this.random = random;
        this.cargo = trade.loading().load(lab, "d_" + drill.replace('-', '_'), size.batches());
        // The starter's way is the workers', as a worker of its own is in it.
        this.migration = cargo.migration(fleet.workerSettings());
        this.injuries = new Injuries(migration, size.batches(), Cargo.IN_FLIGHT, random, log);
    }

    Lab lab() {
        return lab;
    }

    Fleet fleet() {
        return fleet;
    }

    Size size() {
        return size;
    }

    Random random() {
        return random;
    }

    Cargo cargo() {
        return cargo;
    }

    Migration migration() {
        return migration;
    }

    Injuries injuries() {
        return injuries;
    }

    /** A starter that watches to the end, with a worker in it; it ends with the trial. */
    JavaProcess startAttached() throws IOException {
        JavaProcess starter = migration.startAttached();
        starters.add(starter);
        return starter;
    }

    /** The network between workers and the target. */
    TcpProxy network() {
        return network(Network.Link.TARGET);
    }

    TcpProxy network(Network.Link link) {
        return fleet.network().to(link);
    }

    /** Slows the network to the target down so that the whole copy takes about so long. */
    void pace(Duration whole) {
        delay = whole.multipliedBy(Cargo.IN_FLIGHT).dividedBy((long) size.batches() * trade.waits());
        slow();
    }

    /** As it was before something else was done to the network. */
    void slow() {
        network().slow(delay);
    }

    /** The drill has compared by itself, as what it does leaves something else than usual. */
    void audited(TransferAudit own) {
        audit = own;
    }

    @Override
    public void complain(String what) {
        injuries.complain(what);
    }

    /** Waits for the end, as {@link #judge} will: for a drill that takes something away again. */
    void settle() throws InterruptedException {
        network().mend();
        var unused = migration.awaitEnd(TO_THE_END);
    }

    @Override
    public Outcome judge(String title, Duration soFar) throws Exception {
        long begun = System.nanoTime();
        TransferAudit found = audit;
        if (found == null) {
            network().mend();
            String status = migration.status().equals("none") ? "not there" : migration.awaitEnd(TO_THE_END);
            if (!status.equals("completed")) {
                complain("it is " + status + ": " + migration.reasons());
            }
            found = cargo.audit();
        }
        if (!found.clean()) {
            complain("lost " + found.lost() + ", twice " + found.twice() + ", different " + found.different()
                    + found.flaws());
        }
        return new Outcome(
                title,
                injuries.injected(),
                found.counts(),
                found.flaws().isEmpty(),
                injuries.recovery(),
                injuries.wrong(),
                soFar.plusNanos(System.nanoTime() - begun));
    }

    @Override
    public void close() {
        // At once: what an unfinished drill leaves behind must not go on in the next.
        starters.forEach(JavaProcess::kill);
        if (!migration.ended()) {
            migration.terminate();
        }
        network().mend();
        cargo.close();
    }
}
