package io.longhaul.bench.drill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A source, its copy in PostgreSQL and the ledger compared after a migration, by queries of their own.
 *
 * @param twice records that are there twice, or that the source has not
 * @param flaws where the ledger, or what was made in the target, is wrong; empty when all is exact
 */
record TransferAudit(long lost, long twice, long different, List<String> flaws) {

    TransferAudit {
        flaws = List.copyOf(flaws);
    }

    boolean clean() {
        return lost == 0 && twice == 0 && different == 0 && flaws.isEmpty();
    }

    List<Long> counts() {
        return List.of(lost, twice, different);
    }

    TransferAudit and(TransferAudit other) {
        return new TransferAudit(lost + other.lost, twice + other.twice, different + other.different, flaws);
    }

    TransferAudit with(List<String> found) {
        return new TransferAudit(lost, twice, different, found);
    }

    /** Gives each record that has arrived. */
    interface Arrived<K> {
        void each(Found<K> found) throws SQLException;
    }

    /** Takes a record in words. */
    @FunctionalInterface
    interface Found<K> {
        void take(K key, String words);
    }

    /** What has arrived, beside what was to. */
    static <K> TransferAudit of(Map<K, String> expected, Arrived<K> arrived) throws SQLException {
        long[] counts = new long[2];
        Set<K> found = new HashSet<>();
        arrived.each((key, words) -> {
            String original = expected.get(key);
            if (!found.add(key) || original == null) {
                counts[0]++;
            } else if (!Objects.equals(original, words)) {
                counts[1]++;
            }
        });
        long lost =
                expected.keySet().stream().filter(key -> !found.contains(key)).count();
        return new TransferAudit(lost, counts[0], counts[1], List.of());
    }

    /** A number that a query gives, and what it should be. */
    interface Expectation {
        void that(String what, String sql, long number) throws SQLException;
    }

    /** Of the target; what is otherwise becomes a flaw. */
    static Expectation expecting(Connection target, List<String> flaws) {
        return (what, sql, number) -> note(flaws, what, number(target, sql), number);
    }

    static void note(List<String> flaws, String what, long is, long expected) {
        if (is != expected) {
            flaws.add(what + ": " + is + ", not " + expected);
        }
    }

    static long number(Connection target, String sql) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
