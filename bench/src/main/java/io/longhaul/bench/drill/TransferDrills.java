package io.longhaul.bench.drill;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Server;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What befalls a SQLite file on its way into PostgreSQL. */
final class TransferDrills {

    private static final int WORKERS = 3;

    private TransferDrills() {}

    static List<Drill<Transfer>> all() {
        return List.of(
                new Drill<>("relational-kill-worker", "kill -9 of one worker of three", true, TransferDrills::killOne),
                new Drill<>("relational-kill-workers", "kill -9 of all workers", true, TransferDrills::killAll),
                new Drill<>(
                        "relational-kill-starter",
                        "kill -9 of the starter, with the worker in it",
                        true,
                        TransferDrills::killStarter),
                new Drill<>(
                        "relational-kill-target",
                        "kill -9 of the target, started again",
                        true,
                        transfer -> kill(transfer, Lab::targetServer)),
                new Drill<>("relational-freeze-target", "the target stopped (SIGSTOP)", true, TransferDrills::freeze),
                new Drill<>(
                        "relational-kill-temporal",
                        "kill -9 of Temporal, started again",
                        true,
                        transfer -> kill(transfer, Lab::temporal)),
                new Drill<>(
                        "relational-kill-ledger",
                        "kill -9 of the ledger, started again",
                        true,
                        transfer -> kill(transfer, Lab::postgres)),
                new Drill<>(
                        "relational-cut-target",
                        "network to the target cut for some seconds",
                        true,
                        TransferDrills::cut),
                new Drill<>("relational-cancel", "cancel and go on in a row", true, TransferDrills::cancel),
                new Drill<>(
                        "relational-changed-file",
                        "the file is written to: stops and says so",
                        true,
                        TransferDrills::change));
    }

    /** Those that no other test of the build shows: killed workers and commands have one of their own. */
    static List<Drill<Transfer>> brief() {
        Set<String> chosen = Set.of("relational-kill-target", "relational-changed-file");
        return all().stream().filter(drill -> chosen.contains(drill.name())).toList();
    }

    private static void begin(Transfer transfer, int workers, int whole, int brief) throws Exception {
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

    private static void freeze(Transfer transfer) throws Exception {
        begin(transfer, 2, 30, 3);
        Server server = transfer.lab().targetServer();
        transfer.injuries().injure(transfer.size().times(3, 1), () -> {
            server.freeze();
            Thread.sleep(15_000);
            server.thaw();
        });
    }

    private static void cut(Transfer transfer) throws Exception {
        begin(transfer, 2, 30, 3);
        transfer.injuries().injure(transfer.size().times(4, 1), () -> {
            transfer.network().cut();
            Thread.sleep(1_000 + transfer.random().nextInt(transfer.size().times(4_000, 1_000)));
            transfer.mendNetwork();
        });
    }

    private static void cancel(Transfer transfer) throws Exception {
        begin(transfer, 2, 90, 6);
        String name = transfer.migration().name();
        int times = transfer.size().times(8, 2);
        for (int i = 0; i < times; i++) {
            transfer.injuries().await(1 + i * transfer.size().batches() / (times + 2));
            Thread.sleep(transfer.random().nextInt(500));
            if (transfer.migration().ended()) {
                transfer.complain("it ended after " + i + " cancels");
                return;
            }
            Lab.Answer cancelled = transfer.migration().command("cancel", name);
            String status = transfer.migration().await(Set.of("cancelled", "completed"), Duration.ofSeconds(30));
            if (cancelled.exit() != 0 || !status.equals("cancelled")) {
                transfer.complain("cancel " + (i + 1) + " left it " + status + ": " + cancelled.err());
                return;
            }
            transfer.injuries().count(1);
            transfer.migration().start();
        }
        transfer.network().mend();
        transfer.injuries().awaitProgress();
    }

    /** What is committed after the change is at most what had looked at the file just before it. */
    private static void change(Transfer transfer) throws Exception {
        begin(transfer, 2, 30, 5);
        transfer.injuries().await(transfer.size().batches() / 3);
        transfer.shop().execute("UPDATE line SET label = 'changed' WHERE id = (SELECT max(id) FROM line)");
        transfer.injuries().count(1);
        long before = transfer.noted();
        String status = transfer.migration().await(Set.of("failed", "paused", "completed"), Duration.ofSeconds(60));
        String reason = transfer.migration().reason();
        long stopped = transfer.noted();
        Thread.sleep(2_000);
        long after = transfer.noted();
        if (status.equals("completed") || !reason.contains("has changed")) {
            transfer.complain("it is " + status + ", for this reason: " + reason);
        }
        if (stopped > before + Transfer.IN_FLIGHT || after != stopped) {
            transfer.complain(
                    "batches were committed after the change: " + before + ", then " + stopped + " and " + after);
        }
        try (Connection target = transfer.lab().target()) {
            TransferAudit rows = TransferAudit.rows(
                    target, transfer.shop(), transfer.migration().name());
            // It was stopped half way, so that rows are missing by right.
            transfer.audited(new TransferAudit(0, rows.twice(), rows.different(), List.of()));
            if (rows.lost() == 0) {
                transfer.complain("all rows had arrived before the change");
            }
        }
    }
}
