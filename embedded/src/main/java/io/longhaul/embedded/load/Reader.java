package io.longhaul.embedded.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

/** Reads rows by their keys. */
final class Reader {

    private final LoadTable table;
    private final Random random;
    private final Latencies latencies;

    Reader(LoadTable table, int number, Latencies latencies) {
        this.table = table;
        this.random = new Random(1_000 + number);
        this.latencies = latencies;
    }

    void read(Connection connection) throws SQLException {
        long begun = System.nanoTime();
        try (PreparedStatement select = connection.prepareStatement(table.select())) {
            select.setLong(1, 1 + (long) (random.nextDouble() * Math.max(1, table.rows())));
            select.executeQuery().close();
        }
        latencies.add(begun, System.nanoTime() - begun);
    }
}
