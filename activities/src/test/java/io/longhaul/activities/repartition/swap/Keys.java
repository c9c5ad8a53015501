package io.longhaul.activities.repartition.swap;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A writer that gives its rows other keys again and again, and knows which each has. */
final class Keys implements Callable<Integer> {

    private static final int ROWS = 20;

    /** So that a row comes into another partition each time. */
    private static final long STEP = 1_001;

    private final Swapping chunks;
    private final Map<Integer, Long> keys = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean stopped;

    Keys(Swapping chunks) {
        this.chunks = chunks;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public Integer call() throws SQLException, InterruptedException {
        int updates = 0;
        try (Connection connection = chunks.connect()) {
            for (int row = 0; row < ROWS; row++) {
                long key = 10_000_000_000L * (row + 1);
                keys.put(row, key);
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO chunks (id, collection_id, body) VALUES (?, 1, 'key ' || ?)")) {
                    insert.setLong(1, key);
                    insert.setInt(2, row);
                    insert.executeUpdate();
                }
            }
            while (!stopped) {
                int row = updates++ % ROWS;
                long key = keys.get(row);
                try (PreparedStatement update = connection.prepareStatement("UPDATE chunks SET id = ? WHERE id = ?")) {
                    update.setLong(1, key + STEP);
                    update.setLong(2, key);
                    if (update.executeUpdate() != 1) {
                        failures.add("key " + key + " was not there");
                    }
                    keys.put(row, key + STEP);
                }
                Thread.sleep(2);
            }
        }
        return updates;
    }

    /** To be asked when it has ended. */
    List<String> findings() throws SQLException {
        List<String> findings = new ArrayList<>(failures);
        for (Map.Entry<Integer, Long> key : keys.entrySet()) {
            List<String> there = chunks.ask("SELECT id FROM chunks WHERE body = 'key " + key.getKey() + "'");
            if (!there.equals(List.of(key.getValue().toString()))) {
                findings.add("row " + key.getKey() + " has keys " + there + ", and not " + key.getValue());
            }
        }
        return findings;
    }
}
