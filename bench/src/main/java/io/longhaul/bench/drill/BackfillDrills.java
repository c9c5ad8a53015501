package io.longhaul.bench.drill;

import static io.longhaul.bench.drill.LiveDrills.number;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What befalls a column that is filled, besides {@link LiveDrills#all}. */
final class BackfillDrills {

    private static final String BUILDS = "SELECT count(*) FROM pg_stat_progress_create_index";

    private BackfillDrills() {}

    static List<Drill<Transfer>> all() {
        return List.of(
                TransferDrills.drill(
                        "deadlock", "a writer and a batch want each other's rows", BackfillDrills::deadlock),
                TransferDrills.drill(
                        "index", "kill -9 of all workers while the index is built", BackfillDrills::invalidIndex));
    }

    /** It holds a row and wants one before it, which a batch holds that waits for the first. */
    private static void deadlock(Transfer transfer) throws Exception {
        TransferDrills.begin(transfer, LiveDrills.WORKERS, 40, 5);
        int rows = transfer.size().batches() * BackfillCargo.BATCH;
        transfer.injuries().injure(transfer.size().times(8, 1), () -> {
            try (Connection writer = transfer.lab().target();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                long ahead = number(
                                transfer,
                                "SELECT coalesce(min(id), 1) FROM "
                                        + transfer.migration().name() + " WHERE email_key IS NULL")
                        + BackfillCargo.BATCH;
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

    private static void invalidIndex(Transfer transfer) throws Exception {
        transfer.fleet().staff(LiveDrills.WORKERS);
        transfer.network().slow(LiveDrills.BRISK);
        transfer.migration().start();
        if (!LiveDrills.reached(transfer.migration(), "finish")) {
            transfer.complain("it was not seen in phase finish");
            return;
        }
        int times = transfer.size().times(3, 1);
        try (Connection reader = transfer.lab().target();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (int i = 0; i < times; i++) {
                // Concurrent builds wait at their end for whoever sees the database as it was before them.
                statement.execute("SELECT 1");
                while (number(transfer, BUILDS) == 0) {
                    if (transfer.migration().ended()) {
                        transfer.complain("no build was seen");
                        return;
                    }
                }
                Thread.sleep(transfer.random().nextInt(500));
                transfer.fleet().killAll();
                // The server notices by itself that nobody waits for it any more.
                while (number(transfer, BUILDS) > 0) {
                    Thread.sleep(20);
                }
                transfer.injuries().count(1);
                if (number(
                                transfer,
                                "SELECT count(*) FROM pg_index WHERE NOT indisvalid AND indrelid = '"
                                        + transfer.migration().name() + "'::regclass")
                        == 0) {
                    transfer.complain("the kill left no invalid index");
                }
                reader.commit();
                transfer.fleet().staff(LiveDrills.WORKERS);
            }
        }
    }
}
