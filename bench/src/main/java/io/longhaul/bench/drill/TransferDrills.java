package io.longhaul.bench.drill;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import io.longhaul.bench.lab.Server;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What befalls a recipe that moves something into PostgreSQL, or changes it there. */
final class TransferDrills {

    private static final int WORKERS = 3;

    private TransferDrills() {}

    static List<Drill<Transfer>> common() {
        return List.of(
                drill("kill-worker", "kill -9 of one worker of three", TransferDrills::killOne),
                drill("kill-workers", "kill -9 of all workers", TransferDrills::killAll),
                drill("kill-starter", "kill -9 of the starter, with the worker in it", TransferDrills::killStarter),
                drill(
                        "kill-target",
                        "kill -9 of the target, started again",
                        transfer -> kill(transfer, Lab::targetServer)),
                drill("kill-temporal", "kill -9 of Temporal, started again", transfer -> kill(transfer, Lab::temporal)),
                drill("kill-ledger", "kill -9 of the ledger, started again", transfer -> kill(transfer, Lab::postgres)),
                drill(
                        "cut-target",
                        "network to the target cut for some seconds",
                        transfer -> cut(transfer, Network.Link.TARGET)),
                drill("cancel", "cancel and go on in a row", TransferDrills::cancel));
    }

    /** What befalls SQLite files alone. */
    static List<Drill<Transfer>> ofFiles() {
        return List.of(
                frozen(),
                drill(
                        "changed-file",
                        "the file is written to: stops and says so",
                        transfer -> change(transfer, "has changed", Cargo.IN_FLIGHT)));
    }

    /** Whoever else works with that target would have its statements timed out. */
    private static Drill<Transfer> frozen() {
        return drill("freeze-target", "the target stopped (SIGSTOP)", transfer -> freeze(transfer, Lab::targetServer));
    }

    /** What befalls collections of Chroma alone. */
    static List<Drill<Transfer>> ofCollections() {
        return List.of(
                frozen(),
                drill("kill-source", "kill -9 of Chroma, started again", transfer -> kill(transfer, Lab::chroma)),
                drill("freeze-source", "Chroma stopped (SIGSTOP)", transfer -> freeze(transfer, Lab::chroma)),
                drill(
                        "cut-source",
                        "network to Chroma cut for some seconds",
                        transfer -> cut(transfer, Network.Link.CHROMA)),
                // Positions before the deleted record's are the same records as before, and may be copied.
                drill(
                        "changed-collection",
                        "a record is deleted in Chroma: stops and says so",
                        transfer -> change(
                                transfer,
                                "somebody deletes from it",
                                transfer.size().batches())));
    }

    static Drill<Transfer> drill(String name, String title, Drill.Course<Transfer> course) {
        return new Drill<>(name, title, true, course);
    }

    static void begin(Transfer transfer, int workers, int whole, int brief) throws Exception {
        transfer.fleet().staff(workers);
        transfer.pace(Duration.ofSeconds(transfer.size().times(whole, brief)));
        transfer.migration().start();
    }

    private static void killOne(Transfer transfer) throws Exception {
        int workers = transfer.size().times(WORKERS, 2);
        begin(transfer, workers, 60, 4);
        transfer.injuries().injure(transfer.size().times(6, 1), () -> {
            transfer.fleet().remove(transfer.random().nextInt(workers)).kill();
            transfer.fleet().add();
        });
    }

    private static void killAll(Transfer transfer) throws Exception {
        begin(transfer, WORKERS, 30, 4);
        transfer.injuries().injure(transfer.size().times(3, 1), () -> {
            transfer.fleet().killAll();
            transfer.fleet().staff(WORKERS);
        });
    }

    private static void killStarter(Transfer transfer) throws Exception {
        transfer.fleet().staff(0);
        transfer.pace(Duration.ofSeconds(transfer.size().times(40, 6)));
        Deque<JavaProcess> starters = new ArrayDeque<>(List.of(transfer.startAttached()));
        transfer.injuries().injure(transfer.size().times(3, 1), () -> {
            starters.remove().kill();
            starters.add(transfer.startAttached());
        });
        // Verification compares how fast both sides answer.
        transfer.network().mend();
        if (!starters.remove().awaitEnd(120)) {
            transfer.complain("the last starter did not see the end");
        }
    }

    private static void kill(Transfer transfer, Function<Lab, Server> which) throws Exception {
        begin(transfer, 2, 30, 3);
        Server server = which.apply(transfer.lab());
        transfer.injuries().injure(transfer.size().times(3, 1), () -> {
            server.kill();
            Thread.sleep(300 + transfer.random().nextInt(transfer.size().times(3_000, 700)));
            server.restart();
        });
    }

    private static void freeze(Transfer transfer, Function<Lab, Server> which) throws Exception {
        begin(transfer, 2, 30, 3);
        Server server = which.apply(transfer.lab());
        transfer.injuries().injure(transfer.size().times(3, 1), () -> {
            server.freeze();
            Thread.sleep(15_000);
            server.thaw();
        });
    }

    private static void cut(Transfer transfer, Network.Link link) throws Exception {
        begin(transfer, 2, 30, 3);
        transfer.injuries().injure(transfer.size().times(4, 1), () -> {
            transfer.network(link).cut();
            Thread.sleep(1_000 + transfer.random().nextInt(transfer.size().times(4_000, 1_000)));
            transfer.network(link).mend();
            transfer.slow();
        });
    }

    private static void cancel(Transfer transfer) throws Exception {
        begin(transfer, 2, 90, 6);
        int times = transfer.size().times(8, 2);
        for (int i = 0; i < times; i++) {
            transfer.injuries().await(1 + i * transfer.size().batches() / (times + 2));
            Thread.sleep(transfer.random().nextInt(500));
            if (transfer.migration().ended()) {
                transfer.complain("it ended after " + i + " cancels");
                return;
            }
            if (!cancelAndGoOn(transfer)) {
                return;
            }
            transfer.injuries().count(1);
        }
        transfer.network().mend();
        transfer.injuries().awaitProgress();
    }

    /** @return whether it was cancelled */
    static boolean cancelAndGoOn(Transfer transfer) throws Exception {
        Migration migration = transfer.migration();
        Lab.Answer cancelled = migration.command("cancel", migration.name());
        String status = migration.await(Set.of("cancelled", "completed"), Duration.ofSeconds(30));
        if (cancelled.exit() != 0 || !status.equals("cancelled")) {
            transfer.complain("a cancel left it " + status + ": " + cancelled.err());
            return false;
        }
        migration.start();
        return true;
    }

    /**
     * @param reason words of it
     * @param most batches that may still be committed after the change
     */
    private static void change(Transfer transfer, String reason, int most) throws Exception {
        begin(transfer, 2, 30, 5);
        transfer.injuries().await(transfer.size().batches() / 3);
        transfer.cargo().change();
        transfer.injuries().count(1);
        long before = transfer.cargo().noted();
        String status = transfer.migration().await(Set.of("failed", "paused", "completed"), Duration.ofSeconds(60));
        String told = transfer.migration().reason();
        transfer.migration().awaitNothingInFlight(Duration.ofSeconds(60));
        long stopped = transfer.cargo().noted();
        Thread.sleep(2_000);
        long after = transfer.cargo().noted();
        if (status.equals("completed") || !told.contains(reason)) {
            transfer.complain("it is " + status + ", for this reason: " + told);
        }
        if (stopped > before + most || after != stopped) {
            transfer.complain(
                    "batches were committed after the change: " + before + ", then " + stopped + " and " + after);
        }
        TransferAudit arrived = transfer.cargo().arrived();
        // It was stopped on the way, so that records are missing by right.
        transfer.audited(new TransferAudit(0, arrived.twice(), arrived.different(), List.of()));
        if (arrived.lost() == 0) {
            transfer.complain("all had arrived before the change");
        }
    }
}
