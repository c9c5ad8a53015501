package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
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

    /** After a migration that is complete: what has arrived, the ledger, and what was made in the target. */
    TransferAudit audit() throws Exception;

    /** What has arrived, alone. */
    TransferAudit arrived() throws Exception;

    /** Batches that the target itself has noted. */
    long noted() throws Exception;

    /** Changes the source, as somebody would who has not heard of the migration; where that is not at work anyway. */
    default void change() throws Exception {}

    /** Ends what was at work on it. */
    @Override
    default void close() {}
}
