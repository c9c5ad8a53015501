package io.longhaul.activities.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.longhaul.activities.MigrationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;

/** The connections to a target, and what can be asked of its server. Thread-safe; connects at the first use. */
public final class TargetServer implements AutoCloseable {

    /** Making an index may take hours. A server that is gone is noticed by keep-alives, and by heartbeats. */
    private static final Duration ANSWER = Duration.ZERO;

    private static final Duration TRIAL = Duration.ofSeconds(30);

    private final PostgresSettings settings;
    private final HikariDataSource pool;

    /**
     * A server as it answers.
     *
     * @param version as {@code 18.0}
     * @param mayCreate whether the user may make schemas in the database
     */
    public record Answer(String version, boolean mayCreate) {}

    public TargetServer(PostgresSettings settings, int connections) {
        this.settings = settings;
        this.pool = PostgresPool.open("target", settings, connections, ANSWER);
    }

    public TargetDatabase database() {
        return new TargetDatabase(pool, settings);
    }

    /**
     * Asks for a sign of life.
     *
     * @throws MigrationException where there is none, with the way out
     */
    public Answer ask() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select current_setting('server_version'),
                               has_database_privilege(current_database(), 'CREATE')
                        """)) {
            row.next();
            return new Answer(row.getString(1).split(" ", 2)[0], row.getBoolean(2));
        } catch (SQLException e) {
            throw PostgresErrors.of(settings, "asking for its version", e);
        }
    }

    /** Whether the server has an extension, made in this database or not. */
    public boolean offers(String extension) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select exists (select from pg_available_extensions where name = ?)")) {
            statement.setString(1, extension);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw PostgresErrors.of(settings, "asking for its extensions", e);
        }
    }

    /**
     * Room for connections, without those that the server keeps for its administrators.
     *
     * @param most that it takes
     * @param used at this moment
     */
    public record Room(int most, int used) {
        public int free() {
            return Math.max(0, most - used);
        }
    }

    public Room room() {
        return database().transaction("asking for its connections", () -> {}, transaction -> transaction
                .sql()
                .select("""
                                SELECT current_setting('max_connections')::int
                                       - current_setting('superuser_reserved_connections')::int
                                       - coalesce(current_setting('reserved_connections', true), '0')::int,
                                       (SELECT coalesce(sum(numbackends), 0) FROM pg_stat_database)""")
                .map((row, context) -> new Room(row.getInt(1), row.getInt(2)))
                .one());
    }

    /**
     * Opens so many connections beside the ones that there are, and holds them all until the last has answered.
     *
     * @return how many of the server's processes answered
     */
    public int openAtOnce(int connections) {
        List<Connection> open = new ArrayList<>();
        try (HikariDataSource many = PostgresPool.open("trial", settings, connections, TRIAL)) {
            Set<Integer> processes = new HashSet<>();
            try {
                for (int i = 0; i < connections; i++) {
                    Connection connection = many.getConnection();
                    open.add(connection);
                    processes.add(connection.unwrap(PGConnection.class).getBackendPID());
                }
                for (Connection connection : open) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("select 1");
                    }
                }
            } finally {
                for (Connection connection : open) {
                    connection.close();
                }
            }
            return processes.size();
        } catch (SQLException e) {
            throw PostgresErrors.of(settings, "opening " + connections + " connections", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
