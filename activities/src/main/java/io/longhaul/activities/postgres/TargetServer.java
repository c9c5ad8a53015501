package io.longhaul.activities.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** The connections to a target, and what can be asked of its server. Thread-safe; connects at the first use. */
public final class TargetServer implements AutoCloseable {

    /** Making an index may take hours. A server that is gone is noticed by keep-alives, and by heartbeats. */
    private static final Duration ANSWER = Duration.ZERO;

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
        return new TargetDatabase(pool, settings.describe());
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
            Optional<TlsFailure> tls = TlsFailure.of(e);
            if (tls.isPresent()) {
                throw new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        "PostgreSQL at " + settings.describe() + " " + tls.get().words(settings.tls()),
                        e);
            }
            throw PostgresErrors.of(settings.describe(), "asking for its version", e);
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
            throw PostgresErrors.of(settings.describe(), "asking for its extensions", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
