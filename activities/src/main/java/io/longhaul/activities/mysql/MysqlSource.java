package io.longhaul.activities.mysql;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.Sql.Condition;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL or MariaDB server to read tables from. Nothing connects before the first question is asked. Safe for many
 * threads; each question holds one connection of the pool until it is answered.
 *
 * <p>Order and equality of keys are the database's. Under a collation that ignores case, {@code a} and {@code A} are one
 * key there and two {@link SourceKey}s here; whatever takes keys finds rows by the database's equality and gives their
 * keys back as the rows spell them.
 *
 * <p>Every failure is a {@link MigrationException}. What a consumer throws ends the reading at once and is thrown on.
 */
public final class MysqlSource implements AutoCloseable {

    /** So many keys are looked up at a time: their condition stays far below the optimiser's memory limit. */
    private static final int LOOKUP = 300;

    private final Connections connections;

    /** @param poolSize the most connections open at a time */
    public MysqlSource(MysqlSettings settings, int poolSize) {
        this(new Connections(settings, poolSize, Connections.Patience.USUAL));
    }

    MysqlSource(Connections connections) {
        this.connections = connections;
    }

    /**
     * What a table looks like, and by which key it is read.
     *
     * @param table with or without its database, in backticks where a name holds dots
     * @throws MigrationException SCHEMA_MISMATCH where it is not there or has no key
     */
    public TableShape shape(String table) {
        TableName name = TableName.parse(table, connections.settings().database());
        return connections.use(
                "table " + table, connection -> new Tables(connections.settings(), connection).shape(name));
    }

    /** How many rows there are, or the limit where there are more. */
    public long count(TableShape shape, @Nullable Long limit) {
        String all = "SELECT COUNT(*) FROM " + shape.quoted();
        String limited = "SELECT COUNT(*) FROM (SELECT 1 FROM " + shape.quoted() + " LIMIT ?) AS limited";
        return connections.useForWholeTable(reading(shape), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(limit == null ? all : limited)) {
                if (limit != null) {
                    statement.setLong(1, limit);
                }
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** The key of the first row. */
    public Optional<SourceKey> first(TableShape shape) {
        KeySql key = new KeySql(shape);
        return connections.use(
                reading(shape),
                connection -> one(
                        connection,
                        key,
                        "SELECT " + key.select() + " FROM " + shape.quotedByKey() + " ORDER BY " + key.order()
                                + " LIMIT 1"));
    }

    /** The key of the last row, or of the last one within the limit. */
    public Optional<SourceKey> last(TableShape shape, @Nullable Long limit) {
        KeySql key = new KeySql(shape);
        String within = "SELECT " + key.select() + " FROM " + shape.quotedByKey() + " ORDER BY " + key.order()
                + " LIMIT 1 OFFSET ";
        String last = "SELECT " + key.select() + " FROM " + shape.quotedByKey() + " ORDER BY " + key.orderDescending()
                + " LIMIT 1";
        return connections.useForWholeTable(reading(shape), connection -> {
            Optional<SourceKey> found =
                    limit == null ? Optional.empty() : one(connection, key, within + (Math.max(limit, 1) - 1));
            return found.isPresent() ? found : one(connection, key, last);
        });
    }

    private static Optional<SourceKey> one(Connection connection, KeySql key, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(key.read(row)) : Optional.empty();
        }
    }

    /** How many of these rows there are. */
    public long countOf(TableShape shape, Rows rows) {
        Condition within = rows.condition(new KeySql(shape));
        return connections.useForWholeTable(reading(shape), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT COUNT(*) FROM " + rows.from(shape) + " WHERE " + within.sql())) {
                bind(shape, statement, within);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** The key that so many rows lie after, up to another key; empty where there are no more than those. */
    public Optional<SourceKey> before(TableShape shape, SourceKey until, int rows) {
        KeySql key = new KeySql(shape);
        Condition within = key.within(null, until);
        String sql = "SELECT " + key.select() + " FROM " + shape.quotedByKey() + " WHERE " + within.sql() + " ORDER BY "
                + key.orderDescending() + " LIMIT 1 OFFSET " + rows;
        return connections.use(reading(shape), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(shape, statement, within);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(key.read(row)) : Optional.empty();
                }
            }
        });
    }

    /**
     * What a column that says when rows changed has come to, less an overlap, for a later question what changed since. It
     * is the column's own greatest value, as the clocks and time zones of those who write are not ours to know; but never
     * later than the server's clock, as one value in the far future would hide all changes to come.
     */
    public String highWater(TableShape shape, Column updated, Duration overlap) {
        String sql = "SELECT CAST(COALESCE(LEAST(UTC_TIMESTAMP(6), MAX(" + updated.quoted() + ")) - INTERVAL "
                + overlap.toSeconds() + " SECOND, CAST('1971-01-01' AS DATETIME(6))) AS CHAR) FROM " + shape.quoted();
        return connections.useForWholeTable(reading(shape), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
    }

    /** Whether rows can be found by a column, without looking at all of them. */
    public boolean isIndexed(TableShape shape, String column) {
        return connections.use(reading(shape), connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT COUNT(*) FROM information_schema.statistics
                    WHERE table_schema = ? AND table_name = ? AND column_name = ? AND seq_in_index = 1
                    """)) {
                statement.setString(1, shape.database());
                statement.setString(2, shape.table());
                statement.setString(3, column);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1) > 0;
                }
            }
        });
    }

    /** Where consecutive batches of rows end. Only key columns are read, as they stream by. */
    public Borders borders(TableShape shape, Rows rows, int batchSize, int maxBatches) {
        KeySql key = new KeySql(shape);
        Condition within = rows.condition(key);
        long most = (long) batchSize * maxBatches;
        String sql = "SELECT " + key.select() + " FROM " + rows.from(shape) + " WHERE " + within.sql() + " ORDER BY "
                + key.order() + " LIMIT " + (most + 1);
        BorderFinder finder = new BorderFinder(batchSize, maxBatches);
        stream(shape, sql, within, key::read, finder::add);
        return finder.found();
    }

    /** The keys of rows, in order, as they stream by. */
    public void keys(TableShape shape, Rows rows, Consumer<SourceKey> consumer) {
        KeySql key = new KeySql(shape);
        Condition within = rows.condition(key);
        String sql = "SELECT " + key.select() + " FROM " + rows.from(shape) + " WHERE " + within.sql() + " ORDER BY "
                + key.order();
        stream(shape, sql, within, key::read, consumer);
    }

    /** The records of rows, in order, as they stream by: one is held at a time. */
    public void read(
            TableShape shape,
            List<String> payloadColumns,
            String textColumn,
            Rows rows,
            Consumer<SourceRecord> consumer) {
        RecordSql record = new RecordSql(shape, payloadColumns, textColumn);
        KeySql key = new KeySql(shape);
        Condition within = rows.condition(key);
        String sql = "SELECT " + record.select() + " FROM " + rows.from(shape) + " WHERE " + within.sql() + " ORDER BY "
                + key.order();
        stream(shape, sql, within, record::read, consumer);
    }

    /** The records that have one of these keys; those that are gone are not among them. */
    public List<SourceRecord> read(
            TableShape shape, List<String> payloadColumns, String textColumn, Collection<SourceKey> keys) {
        RecordSql record = new RecordSql(shape, payloadColumns, textColumn);
        List<SourceRecord> found = new ArrayList<>();
        lookUp(shape, record.select(), keys, record::read, found::add);
        return found;
    }

    /**
     * Those of the keys that a row has, as the rows spell them: where {@code a} has become {@code A}, only the latter
     * is in the answer.
     */
    public Set<SourceKey> existing(TableShape shape, Collection<SourceKey> keys) {
        KeySql key = new KeySql(shape);
        Set<SourceKey> found = new LinkedHashSet<>();
        lookUp(shape, key.select(), keys, key::read, found::add);
        return found;
    }

    private <T> void lookUp(
            TableShape shape, String select, Collection<SourceKey> keys, Reader<T> reader, Consumer<T> consumer) {
        KeySql key = new KeySql(shape);
        List<SourceKey> distinct = List.copyOf(new LinkedHashSet<>(keys));
        for (int from = 0; from < distinct.size(); from += LOOKUP) {
            Condition any = key.anyOf(distinct.subList(from, Math.min(from + LOOKUP, distinct.size())));
            String sql = "SELECT " + select + " FROM " + shape.quotedByKey() + " WHERE " + any.sql() + " ORDER BY "
                    + key.order();
            stream(shape, sql, any, reader, consumer);
        }
    }

    /**
     * Keys spread over the table up to one of its keys; all of them where there are no more than asked for. The same
     * table and seed give the same keys.
     *
     * <p>A key of one integer is probed at random points, one index look-up each, whatever the table's size; rows after
     * a gap are then likelier than others. Any other key, and integers of which nearly all are in a few places, costs
     * two passes of the server over the index: one row is taken from each of {@code n} equal stretches.
     */
    public List<SourceKey> sample(TableShape shape, SourceKey until, int n, long seed) {
        return connections.useForWholeTable(
                reading(shape), connection -> new Sample(shape, until, connection).take(n, seed));
    }

    @Override
    public void close() {
        connections.close();
    }

    /** Makes something of the current row. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> void stream(TableShape shape, String sql, Condition condition, Reader<T> reader, Consumer<T> consumer) {
        connections.run(reading(shape), connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
                // The driver's sign for handing out rows as they arrive, instead of holding all of them.
                statement.setFetchSize(Integer.MIN_VALUE);
                bind(shape, statement, condition);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Connections.handOver(connection, consumer, reader.read(row));
                    }
                }
            }
        });
    }

    static void bind(TableShape shape, PreparedStatement statement, Condition condition) throws SQLException {
        try {
            condition.bind(statement);
        } catch (IllegalArgumentException e) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "a key does not fit the types of table " + shape.name()
                            + ": if its key was changed since the migration began, begin a new one with --fresh",
                    e);
        }
    }

    private static String reading(TableShape shape) {
        return "table " + shape.name();
    }
}
