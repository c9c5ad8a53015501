package io.longhaul.activities;

import com.zaxxer.hikari.HikariDataSource;
import io.longhaul.activities.postgres.PostgresPool;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.longhaul.embedded.postgres.Extension;
import io.longhaul.embedded.process.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL for all tests of a class, and two ways to it: an application's own connections, by which tests change and
 * ask it, and those of Longhaul.
 */
public final class PostgresServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {

    private static final int CONNECTIONS = 6;

    private final @Nullable Supplier<Extension> extension;
    private @Nullable Path folder;
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable HikariDataSource pool;

    public PostgresServer() {
        this(null);
    }

    /** @param extension that may be created in it; asked for when it starts */
    public PostgresServer(@Nullable Supplier<Extension> extension) {
        this.extension = extension;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
    }

    /** For what is no test. */
    public PostgresServer start() throws IOException {
        folder = Files.createTempDirectory("longhaul postgres ");
        open();
        return this;
    }

    private void open() throws IOException {
        Path directory = folder.resolve("postgres");
        Path log = folder.resolve("postgres.log");
        postgres = extension == null
                ? EmbeddedPostgres.start(directory, log)
                : EmbeddedPostgres.start(directory, log, extension.get());
        pool = PostgresPool.open("test", settings(), CONNECTIONS, Duration.ZERO);
    }

    /** On the same data, with settings that take effect then. */
    public void restart() throws IOException {
        stop();
        open();
    }

    /** As {@code TARGET_URL} takes it. */
    public String url() {
        return postgres.url();
    }

    public PostgresSettings settings() {
        return PostgresSettings.parse("TARGET_URL", url());
    }

    /** Longhaul's connections. */
    public HikariDataSource pool() {
        return pool;
    }

    public TargetDatabase target() {
        return new TargetDatabase(pool, settings());
    }

    /** Longhaul's as another user of the server. */
    public TargetDatabase target(String user, String password) {
        PGSimpleDataSource source = source();
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName("longhaul");
        return new TargetDatabase(source, settings());
    }

    /** New connections, each under the name of an application if one is set. */
    public PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings().jdbcUrl());
        source.setUser(postgres.user());
        source.setPassword(postgres.password());
        return source;
    }

    /** An application's own connection. */
    public Connection connect() throws SQLException {
        return postgres.connect();
    }

    public void sql(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of each row. */
    public List<String> ask(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }

    /** The first column of the first row. */
    public String one(String query) throws SQLException {
        return ask(query).get(0);
    }

    /** Until a statement that begins so waits for a lock. */
    public void awaitWaiting(String query) throws SQLException, InterruptedException {
        while (ask("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '" + query + "%'")
                .isEmpty()) {
            Thread.sleep(5);
        }
    }

    private void stop() {
        // Either may be missing where it could not be started.
        if (pool != null) {
            pool.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        if (folder != null) {
            PrivateFiles.delete(folder);
        }
    }
}
