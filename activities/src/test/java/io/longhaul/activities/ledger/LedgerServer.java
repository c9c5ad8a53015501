package io.longhaul.activities.ledger;

import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One Postgres with the ledger's tables for all tests of a run. Each test has jobs of its own. */
public final class LedgerServer {

    private static final Path DIRECTORY = temporaryDirectory();
    private static EmbeddedPostgres postgres = start();
    private static final LedgerDatabase DATABASE = migrated();

    private LedgerServer() {}

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("longhaul-ledger");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.start(DIRECTORY.resolve("postgres"), DIRECTORY.resolve("postgres.log"));
        } catch (IOException e) {
            throw new IllegalStateException("no Postgres for the tests", e);
        }
    }

    private static LedgerDatabase migrated() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> postgres.close()));
        LedgerDatabase database = new LedgerDatabase(PostgresSettings.parse("LEDGER_URL", postgres.url()), 8);
        database.migrate();
        return database;
    }

    public static LedgerDatabase database() {
        return DATABASE;
    }

    public static String password() {
        return postgres.password();
    }

    /** Kills the server and all that it had in memory, and starts it again on the same data. */
    public static synchronized void crash() throws Exception {
        Path pidFile = DIRECTORY.resolve("postgres").resolve("data").resolve("postmaster.pid");
        ProcessHandle postmaster = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
                .orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().get();
        postgres = start();
    }

    /** Lets the server take no writes for a while; it answers, and keeps all that it has. */
    public static void takesWrites(boolean writes) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("""
                    do $$ begin
                        execute format('alter database %%I set default_transaction_read_only = %s', current_database());
                    end $$""".formatted(writes ? "off" : "on"));
            // Connections that are open would not notice.
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'longhaul'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void execute(String sql, Object... values) {
        ask(sql + " returning 1", values);
    }

    /** The first column of the first row. */
    public static String ask(String sql, Object... values) {
        try (Connection connection = postgres.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static long count(String sql, Object... values) {
        return Long.parseLong(ask(sql, values));
    }
}
