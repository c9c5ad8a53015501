package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** What befalls any recipe that changes a live table, besides {@link TransferDrills#common}; an application is at work on it. */
final class LiveDrills {

    static final int WORKERS = 2;
    private static final List<String> PHASES = List.of("preflight", "prepare", "copy", "finish", "verify");
    private static final Duration TO_PHASE = Duration.ofMinutes(3);

    /** How slow the network is while a phase is awaited, and as soon as it is seen. */
    static final Duration BRISK = Duration.ofMillis(2);

    private static final Duration SLOW = Duration.ofMillis(30);

    private LiveDrills() {}

    static List<Drill<Transfer>> all() {
        return List.of(
                TransferDrills.drill(
                        "phases-kill",
                        "kill -9 of all workers in each phase",
                        transfer -> inEachPhase(transfer, () -> {
                            transfer.fleet().killAll();
                            transfer.fleet().staff(WORKERS);
                        })),
                TransferDrills.drill(
                        "phases-target",
                        "kill -9 of the target in each phase",
                        transfer -> inEachPhase(transfer, () -> {
                            transfer.lab().targetServer().kill();
                            transfer.lab().targetServer().restart();
                        })),
                TransferDrills.drill(
                        "phases-cut",
                        "network to the target cut in each phase",
                        transfer -> inEachPhase(transfer, () -> {
                            transfer.network().cut();
                            Thread.sleep(500 + transfer.random().nextInt(2_000));
                            transfer.network().mend();
                        })),
                TransferDrills.drill(
                        "phases-cancel",
                        "cancel and go on in each phase",
                        transfer -> inEachPhase(transfer, () -> {
                            var unused = TransferDrills.cancelAndGoOn(transfer);
                        })),
                TransferDrills.drill("timeout", "the server ends statements (57014)", LiveDrills::timeOut),
                TransferDrills.drill(
                        "lock", "a writer holds its locks for a second and more, in each phase", LiveDrills::lock),
                TransferDrills.drill("disk-full", "the table's disk is full", LiveDrills::fullDisk));
    }

    private static void inEachPhase(Transfer transfer, Injuries.Fault fault) throws Exception {
        transfer.fleet().staff(WORKERS);
        transfer.network().slow(BRISK);
        // Returns when it has begun, and its first phase may be short.
        transfer.migration().start();
        for (String phase : PHASES) {
            if (!reached(transfer.migration(), phase)) {
                transfer.complain("it was not seen in phase " + phase);
                continue;
            }
            transfer.network().slow(SLOW);
            Thread.sleep(transfer.random().nextInt(300));
            fault.inject();
            transfer.injuries().count(1);
            transfer.network().slow(BRISK);
        }
    }

    /** Waits for a phase; false where it is over. */
    static boolean reached(Migration migration, String phase) throws InterruptedException {
        long deadline = System.nanoTime() + TO_PHASE.toNanos();
        while (System.nanoTime() < deadline) {
            String now = migration.phase();
            if (now.equals(phase)) {
                return true;
            }
            if (PHASES.indexOf(now) > PHASES.indexOf(phase) || migration.ended()) {
                return false;
            }
            Thread.sleep(2);
        }
        return false;
    }

    /** As by a limit of the server's, or an administrator. */
    private static void timeOut(Transfer transfer) throws Exception {
        TransferDrills.begin(transfer, WORKERS, 30, 5);
        transfer.injuries().injure(transfer.size().times(6, 1), () -> {
            while (number(transfer, """
                    SELECT count(*) FILTER (WHERE pg_cancel_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = 'longhaul' AND state = 'active' AND query ~ '^(UPDATE|INSERT|DELETE)'""") == 0) {
                if (transfer.migration().ended()) {
                    return;
                }
            }
        });
    }

    private static void lock(Transfer transfer) throws Exception {
        inEachPhase(transfer, () -> {
            try (Connection writer = transfer.lab().target();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                // Few, and not for long, as the application waits for them, too.
                statement.execute(
                        "UPDATE " + transfer.migration().name() + " SET version = version WHERE id % 1000 = 0");
                Thread.sleep(1_000 + transfer.random().nextInt(500));
                writer.commit();
            }
        });
    }

    /** That of the table, and of all that is made beside it. */
    private static void fullDisk(Transfer transfer) throws Exception {
        String space = transfer.migration().name();
        try (SmallDisk disk = SmallDisk.mounted(transfer.lab().directory().resolve(space));
                Connection target = transfer.lab().target();
                Statement statement = target.createStatement()) {
            statement.execute("CREATE TABLESPACE " + space + " LOCATION '" + disk.directory() + "'");
            statement.execute("ALTER TABLE " + space + " SET TABLESPACE " + space);
            statement.execute("ALTER ROLE CURRENT_USER SET default_tablespace = " + space);
            try {
                TransferDrills.begin(transfer, WORKERS, 30, 5);
                transfer.injuries().injure(transfer.size().times(3, 1), () -> {
                    disk.fill();
                    Thread.sleep(
                            2_000 + transfer.random().nextInt(transfer.size().times(4_000, 1_000)));
                    disk.makeRoom();
                });
                transfer.settle();
            } finally {
                statement.execute("ALTER ROLE CURRENT_USER RESET default_tablespace");
            }
            statement.execute("ALTER TABLE ALL IN TABLESPACE " + space + " SET TABLESPACE pg_default");
            statement.execute("ALTER INDEX ALL IN TABLESPACE " + space + " SET TABLESPACE pg_default");
            statement.execute("DROP TABLESPACE " + space);
        }
    }

    static long number(Transfer transfer, String sql) throws SQLException {
        try (Connection target = transfer.lab().target()) {
            return TransferAudit.number(target, sql);
        }
    }
}
