package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** What a drill moves into PostgreSQL, or changes there, and how it is compared with what has arrived, by queries of its own. */
interface Cargo extends AutoCloseable {

    int IN_FLIGHT = 4;

    /** Makes the source of one drill. */
    @FunctionalInterface
    interface Loading {
        Cargo load(Lab lab, String name, int batches) throws Exception;
    }

    /** @param settings where the services are, for the starter as for the workers */
    Migration migration(Map<String, String> settings);

    /** Where it is moved. */
    Lab lab();

    /** What has arrived in the target. */
    TransferAudit arrived(Connection target) throws Exception;

    /** What is wrong in the ledger after a migration that is complete, and with what was made in the target. */
    List<String> flaws(Connection target) throws Exception;

    /** Batches that the target itself has noted. */
    long noted(Connection target) throws Exception;

    /** All of it, after a migration that is complete. */
    default TransferAudit audit() throws Exception {
        try (Connection target = lab().target()) {
            return arrived(target).with(flaws(target));
        }
    }

    /** What has arrived, alone. */
    default TransferAudit arrived() throws Exception {
        try (Connection target = lab().target()) {
            return arrived(target);
        }
    }

    default long noted() throws Exception {
        try (Connection target = lab().target()) {
            return noted(target);
        }
    }

    /** Changes the source, as somebody would who has not heard of the migration; where that is not at work anyway. */
    default void change() throws Exception {}

    /** Ends what was at work on it. */
    @Override
    default void close() {}
}
