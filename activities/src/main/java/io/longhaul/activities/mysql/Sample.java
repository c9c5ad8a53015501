package io.longhaul.activities.mysql;

import io.longhaul.activities.mysql.Sql.Condition;
import io.longhaul.workflows.engine.SourceKey;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes keys spread over a table. */
final class Sample {

    /** So many probes for each key that is wanted, before the keys count as too unevenly spread. */
    private static final int PROBES = 4;

    private final TableShape shape;
    private final KeySql key;
    private final SourceKey until;
    private final Connection connection;

    Sample(TableShape shape, SourceKey until, Connection connection) {
        this.shape = shape;
        this.key = new KeySql(shape);
        this.until = until;
        this.connection = connection;
    }

    List<SourceKey> take(int n, long seed) throws SQLException {
        List<SourceKey> beginning = select(key.within(null, until), n + 1L, 0);
        if (beginning.size() <= n) {
            return beginning;
        }
        Random random = new Random(seed);
        if (shape.integerKey()) {
            Set<SourceKey> probed = probe(beginning.get(0), n, random);
            if (probed.size() == n) {
                return List.copyOf(probed);
            }
        }
        return oneOfEachStretch(n, random);
    }

    private Set<SourceKey> probe(SourceKey first, int n, Random random) throws SQLException {
        BigInteger low = new BigInteger(first.parts().get(0));
        BigInteger span = new BigInteger(until.parts().get(0)).subtract(low).add(BigInteger.ONE);
        Set<SourceKey> found = new LinkedHashSet<>();
        for (int i = 0; i < n * PROBES && found.size() < n; i++) {
            // The modulus favours some numbers by less than one in 2^64.
            BigInteger at = low.add(new BigInteger(span.bitLength() + Long.SIZE, random).mod(span));
            found.addAll(select(key.between(SourceKey.of(at.toString()), until), 1, 0));
        }
        return found;
    }

    private List<SourceKey> oneOfEachStretch(int n, Random random) throws SQLException {
        long rows = count();
        List<SourceKey> found = new ArrayList<>();
        @Nullable SourceKey previous = null;
        long previousAt = -1;
        for (int i = 0; i < n; i++) {
            long begin = rows * i / n;
            long end = rows * (i + 1) / n;
            if (begin == end) {
                continue;
            }
            long at = begin + random.nextInt((int) Math.min(end - begin, Integer.MAX_VALUE));
            List<SourceKey> next = select(key.within(previous, until), 1, at - previousAt - 1);
            if (next.isEmpty()) {
                break;
            }
            previous = next.get(0);
            previousAt = at;
            found.add(previous);
        }
        return found;
    }

    private long count() throws SQLException {
        Condition within = key.within(null, until);
        String sql = "SELECT COUNT(*) FROM " + shape.quotedByKey() + " WHERE " + within.sql();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            MysqlSource.bind(shape, statement, within);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private List<SourceKey> select(Condition condition, long limit, long offset) throws SQLException {
        String sql = "SELECT " + key.select() + " FROM " + shape.quotedByKey() + " WHERE " + condition.sql()
                + " ORDER BY " + key.order() + " LIMIT " + limit + " OFFSET " + offset;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            MysqlSource.bind(shape, statement, condition);
            List<SourceKey> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(key.read(row));
                }
            }
            return found;
        }
    }
}
