package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** What befalls a live table that is changed, besides {@link TransferDrills#common}; an application is at work on it. */
final class LiveDrills {

    private static final int WORKERS = 2;
    private static final List<String> PHASES = List.of("preflight", "prepare", "copy", "finish", "verify");
    private static final Duration TO_PHASE = Duration.ofMinutes(3);

    /** How slow the network is while a phase is awaited, and as soon as it is seen. */
    private static final Duration BRISK = Duration.ofMillis(2);

    private static final Duration SLOW = Duration.ofMillis(30);

    private LiveDrills() {}

    static List<Drill<Transfer>> all() {
        return List.of(
                drill(
                        "phases-kill",
                        "kill -9 of all workers in each phase",
                        transfer -> inEachPhase(transfer, () -> {
                            transfer.fleet().killAll();
                            transfer.fleet().staff(WORKERS);
                        })),
                drill(
                        "phases-target",
                        "kill -9 of the target in each phase",
                        transfer -> inEachPhase(transfer, () -> {
                            transfer.lab().targetServer().kill();
                            transfer.lab().targetServer().restart();
                        })),
                drill(
                        "phases-cut",
                        "network to the target cut in each phase",
                        transfer -> inEachPhase(transfer, () -> {
                            transfer.network().cut();
                            Thread.sleep(500 + transfer.random().nextInt(2_000));
                            transfer.network().mend();
                        })),
                drill(
                        "phases-cancel",
                        "cancel and go on in each phase",
                        transfer -> inEachPhase(transfer, () -> {
                            var unused = TransferDrills.cancelAndGoOn(transfer);
                        })),
                drill("timeout", "the server ends a statement (57014)", LiveDrills::timeOut),
                drill("deadlock", "a writer in each other's way", LiveDrills::deadlock),
                drill("lock", "a writer holds its locks for seconds, in each phase", LiveDrills::lock),
                drill("index", "kill -9 of all workers while the index is built", LiveDrills::invalidIndex),
                drill("disk-full", "the table's disk is full", LiveDrills::fullDisk));
    }

    private static Drill<Transfer> drill(String name, String title, Drill.Course<Transfer> course) {
        return TransferDrills.drill("backfill-" + name, title, course);
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
    private static boolean reached(Migration migration, String phase) throws InterruptedException {
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

    /** Limits that the user sets do not end what may take long; an administrator's hand does. */
    private static void timeOut(Transfer transfer) throws Exception {
        TransferDrills.begin(transfer, WORKERS, 30, 5);
        transfer.injuries().injure(transfer.size().times(6, 1), () -> {
            while (number(transfer, """
                    SELECT count(*) FILTER (WHERE pg_cancel_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = 'longhaul' AND state = 'active' AND query LIKE 'UPDATE%'""") == 0) {
                if (transfer.migration().ended()) {
                    return;
                }
            }
        });
    }

    /** It holds a row and wants one before it, which a batch holds that waits for the first. */
    private static void deadlock(Transfer transfer) throws Exception {
        TransferDrills.begin(transfer, WORKERS, 40, 5);
        int rows = transfer.size().batches() * LiveCargo.BATCH;
        transfer.injuries().injure(transfer.size().times(8, 1), () -> {
            try (Connection writer = transfer.lab().target();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                long ahead = number(
                                transfer,
                                "SELECT coalesce(min(id), 1) FROM "
                                        + transfer.migration().name() + " WHERE email_key IS NULL")
                        + LiveCargo.BATCH;
                for (long id = Math.min(rows, ahead + 20); id > Math.max(0, ahead - 20); id--) {
                    statement.execute(
                            "UPDATE " + transfer.migration().name() + " SET version = version WHERE id = " + id);
                    Thread.sleep(10);
                }
                writer.commit();
            } catch (SQLException e) {
                transfer.complain("the writer was the victim: SQL state " + e.getSQLState());
            }
        });
    }

    private static void lock(Transfer transfer) throws Exception {
        inEachPhase(transfer, () -> {
            try (Connection writer = transfer.lab().target();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute(
                        "UPDATE " + transfer.migration().name() + " SET version = version WHERE id % 100 = 0");
                Thread.sleep(2_000 + transfer.random().nextInt(2_000));
                writer.commit();
            }
        });
    }

    private static void invalidIndex(Transfer transfer) throws Exception {
        transfer.fleet().staff(WORKERS);
        transfer.network().slow(BRISK);
        transfer.migration().start();
        String builds = "SELECT count(*) FROM pg_stat_progress_create_index";
        int times = transfer.size().times(3, 1);
        try (Connection writer = transfer.lab().target();
                Statement statement = writer.createStatement()) {
            for (int i = 0; i < times; i++) {
                // Concurrent builds wait for whoever has begun before them.
                writer.setAutoCommit(false);
                while (number(transfer, builds) == 0) {
                    if (transfer.migration().ended()) {
                        transfer.complain("no build was seen");
                        return;
                    }
                    statement.execute("UPDATE " + transfer.migration().name() + " SET version = version WHERE id = 1");
                    Thread.sleep(5);
                    if (number(transfer, builds) == 0) {
                        writer.commit();
                    }
                }
                Thread.sleep(transfer.random().nextInt(500));
                transfer.fleet().killAll();
                writer.commit();
                transfer.injuries().count(1);
                if (number(
                                transfer,
                                "SELECT count(*) FROM pg_index WHERE NOT indisvalid AND indrelid = '"
                                        + transfer.migration().name() + "'::regclass")
                        == 0) {
                    transfer.complain("the kill came before the index was begun");
                }
                transfer.fleet().staff(WORKERS);
            }
        }
    }

    private static void fullDisk(Transfer transfer) throws Exception {
        String table = transfer.migration().name();
        try (SmallDisk disk = SmallDisk.mounted(transfer.lab().directory().resolve(table))) {
            try (Connection target = transfer.lab().target();
                    Statement statement = target.createStatement()) {
                statement.execute("CREATE TABLESPACE " + table + " LOCATION '" + disk.directory() + "'");
                statement.execute("ALTER TABLE " + table + " SET TABLESPACE " + table);
                disk.leave(number(transfer, "SELECT pg_table_size('" + table + "')") / 3);
                TransferDrills.begin(transfer, WORKERS, 20, 5);
                long deadline = System.nanoTime() + TO_PHASE.toNanos();
                while (disk.free() > 16 << 10 && System.nanoTime() < deadline) {
                    Thread.sleep(50);
                }
                Thread.sleep(3_000);
                if (transfer.migration().ended()) {
                    transfer.complain("it was " + transfer.migration().status() + " before the disk was full");
                }
                transfer.injuries().count(1);
                disk.makeRoom();
                transfer.injuries().awaitProgress();
                transfer.settle();
                statement.execute("ALTER TABLE " + table + " SET TABLESPACE pg_default");
                statement.execute("DROP TABLESPACE " + table);
            }
        }
    }

    private static long number(Transfer transfer, String sql) throws SQLException {
        try (Connection target = transfer.lab().target()) {
            return TransferAudit.number(target, sql);
        }
    }
}
