package io.longhaul.embedded.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Inserts, updates and deletes rows that no other writer touches, and keeps in mind what each must be like. A write that failed
 * may have been done all the same; then both are right.
 */
final class Writer {

    /** Of a row that is not there. */
    private static final long GONE = -1;

    /** Of a row that was there before, and whose version nobody knows. */
    private static final long ANY = -2;

    private final LoadTable table;
    private final int number;
    private final int writers;
    private final Latencies latencies;
    private final Failures failures;
    private final Random random;
    private final Map<Long, Set<Long>> expected = new HashMap<>();
    private final List<Long> lost = new ArrayList<>();
    private long inserted;
    private long version = 1;
    private int acknowledged;

    Writer(LoadTable table, int number, int writers, Latencies latencies, Failures failures) {
        this.table = table;
        this.number = number;
        this.writers = writers;
        this.latencies = latencies;
        this.failures = failures;
        this.random = new Random(number);
    }

    synchronized void write(Connection connection) throws SQLException {
        version++;
        int what = random.nextInt(10);
        if (what < 4 || inserted == 0) {
            long key = own(inserted++);
            set(key, GONE);
            run(connection, table.insert(), key, version, key, version);
        } else if (what < 7) {
            long key = existing();
            run(connection, table.update(), key, version, version, key);
        } else if (what < 9) {
            long key = own((long) (random.nextDouble() * inserted));
            run(connection, table.update(), key, version, version, key);
        } else {
            long key = own((long) (random.nextDouble() * inserted));
            run(connection, table.delete(), key, GONE, key);
        }
    }

    private long own(long n) {
        return table.firstKey() + n * writers + number;
    }

    /** A row that was there before, and that is this writer's to update. */
    private long existing() {
        long each = Math.max(1, table.rows() / writers);
        return 1 + number + writers * (long) (random.nextDouble() * (each - 1));
    }

    private void run(Connection connection, String sql, long key, long becomes, long... parameters)
            throws SQLException {
        long begun = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            boolean done = statement.executeUpdate() == 1;
            acknowledged++;
            if (!done && !expected.getOrDefault(key, Set.of()).contains(GONE)) {
                lost.add(key);
            }
            set(key, done ? becomes : GONE);
        } catch (SQLException e) {
            failures.add(sql.substring(0, 6), e);
            expected.computeIfAbsent(key, row -> new HashSet<>(Set.of(ANY))).add(becomes);
            if (String.valueOf(e.getSQLState()).startsWith("08")) {
                throw e;
            }
        } finally {
            latencies.add(begun, System.nanoTime() - begun);
        }
    }

    private void set(long key, long becomes) {
        expected.put(key, new HashSet<>(Set.of(becomes)));
    }

    synchronized int acknowledged() {
        return acknowledged;
    }

    /** @param there versions by key; a key twice is a row twice */
    synchronized void compare(Map<Long, List<Long>> there, List<String> findings) {
        lost.forEach(key -> findings.add("row " + key + " was there, and a statement did not find it"));
        expected.forEach((key, versions) -> {
            List<Long> found = there.getOrDefault(key, List.of(GONE));
            if (found.size() != 1) {
                findings.add("row " + key + " is there " + found.size() + " times");
            } else if (!versions.contains(ANY) && !versions.contains(found.get(0))) {
                findings.add("row " + key + " has version " + found.get(0) + ", and " + versions + " was acknowledged");
            }
        });
    }
}
