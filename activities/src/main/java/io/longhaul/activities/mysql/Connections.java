package io.longhaul.activities.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server, opened when the first is needed. They are read-only, speak utf8mb4 and UTC, and have an
 * empty SQL mode, so that what is read does not depend on how the server is set up.
 */
final class Connections implements AutoCloseable {

    /**
     * How long to wait.
     *
     * @param connect for a connection
     * @param answer for the next bytes of an answer that comes at once where the server is well
     * @param wholeTable for one that may have to pass over a whole index first
     */
    record Patience(Duration connect, Duration answer, Duration wholeTable) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(1));
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** What is done with a connection, where nothing comes of it. */
    @FunctionalInterface
    interface Action {
        void on(Connection connection) throws SQLException;
    }

    private final MysqlSettings settings;
    private final int poolSize;
    private final Patience patience;
    private @Nullable HikariDataSource pool;
    private boolean closed;

    Connections(MysqlSettings settings, int poolSize, Patience patience) {
        this.settings = settings;
        this.poolSize = poolSize;
        this.patience = patience;
    }

    MysqlSettings settings() {
        return settings;
    }

    /** @param reading what is read, for the message where it fails */
    <T> T use(String reading, Work<T> work) {
        return use(reading, patience.answer(), work);
    }

    void run(String reading, Action action) {
        use(reading, connection -> {
            action.on(connection);
            return true;
        });
    }

    <T> T useForWholeTable(String reading, Work<T> work) {
        return use(reading, patience.wholeTable(), work);
    }

    private <T> T use(String reading, Duration longest, Work<T> work) {
        try {
            HikariDataSource from = pool();
            try (Connection connection = from.getConnection()) {
                connection.setNetworkTimeout(Runnable::run, Math.toIntExact(longest.toMillis()));
                try {
                    return work.on(connection);
                } catch (SQLException | RuntimeException | Error e) {
                    // It may be in the middle of an answer, and nobody else is to get the rest of it.
                    from.evictConnection(connection);
                    throw e;
                }
            }
        } catch (SQLException | PoolInitializationException e) {
            throw MysqlErrors.of(settings, reading, e);
        }
    }

    private synchronized HikariDataSource pool() {
        if (closed) {
            throw new IllegalStateException("the source is closed");
        }
        if (pool == null) {
            pool = new HikariDataSource(configuration());
        }
        return pool;
    }

    private HikariConfig configuration() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("mysql");
        config.setJdbcUrl("jdbc:mysql://" + settings.address() + "/"
                + URLEncoder.encode(settings.database(), StandardCharsets.UTF_8).replace("+", "%20"));
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(0);
        config.setReadOnly(true);
        config.setConnectionTimeout(patience.connect().toMillis());
        config.setValidationTimeout(Math.max(250, patience.connect().toMillis() / 2));
        // The pool is built at the first use, and a wrong password is to be told at once, not after the time-out.
        config.setInitializationFailTimeout(1);
        config.addDataSourceProperty("connectTimeout", patience.connect().toMillis());
        config.addDataSourceProperty("socketTimeout", patience.answer().toMillis());
        settings.tls().properties().forEach(config::addDataSourceProperty);
        config.addDataSourceProperty("characterEncoding", "UTF-8");
        // Otherwise each column arrives in its own character set, of which Java has none that is quite the same.
        config.addDataSourceProperty("characterSetResults", "UTF-8");
        config.addDataSourceProperty("connectionTimeZone", "UTC");
        config.addDataSourceProperty("sessionVariables", "time_zone='+00:00',sql_mode=''");
        config.addDataSourceProperty("tinyInt1isBit", "false");
        config.addDataSourceProperty("yearIsDateType", "false");
        config.addDataSourceProperty("zeroDateTimeBehavior", "CONVERT_TO_NULL");
        config.addDataSourceProperty("connectionAttributes", "program_name:longhaul");
        return config;
    }

    /** Closes what is open. Answers that are still being read end in an error. */
    @Override
    public synchronized void close() {
        closed = true;
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }

    /**
     * Gives a row to its consumer. Where that fails the connection is cut at once, as closing it in the ordinary way
     * would read the rest of the answer first.
     */
    static <T> void handOver(Connection connection, Consumer<T> consumer, T row) throws SQLException {
        try {
            consumer.accept(row);
        } catch (RuntimeException | Error e) {
            connection.abort(Runnable::run);
            throw e;
        }
    }
}
