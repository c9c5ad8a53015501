package io.longhaul.activities.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.PostgresPool;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.workflows.engine.FailureKind;
import java.time.Duration;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.postgres.PostgresPlugin;

/** Connections to the ledger's Postgres. Thread-safe; connects at the first use. */
public final class LedgerDatabase implements AutoCloseable {

    /** No statement of the ledger takes longer; a server that hangs is an error then, and not a wait without end. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final PostgresSettings settings;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    public LedgerDatabase(PostgresSettings settings, int connections) {
        this.settings = settings;
        this.pool = PostgresPool.open("ledger", settings, connections, ANSWER);
        this.jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
    }

    /**
     * Brings the schema to this version. Two at once are harmless: Flyway takes a lock.
     *
     * @throws MigrationException as for {@link #inTransaction}
     */
    public void migrate() {
        // Asked first for a plain connection: its error says more than Flyway's.
        ping();
        try {
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:io/longhaul/ledger")
                    .table("longhaul_schema_history")
                    // Supabase's public schema is never empty.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayValidateException e) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "the ledger's tables in " + settings.describe() + " were made by another version of Longhaul:"
                            + " use that version, or name another database in LEDGER_URL",
                    e);
        } catch (FlywayException e) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "the ledger's tables could not be brought up to date in " + settings.describe()
                            + ": give its user the right to create tables, or another database in LEDGER_URL",
                    e);
        }
    }

    /**
     * Asks for a sign of life.
     *
     * @throws MigrationException as for {@link #inTransaction}
     */
    public void ping() {
        inTransaction(handle -> handle.execute("select 1"));
    }

    /**
     * Runs one transaction.
     *
     * @throws MigrationException of kind UNAVAILABLE, UNAUTHORIZED, TIMEOUT, SCHEMA_MISMATCH or UNKNOWN
     */
    <T> T inTransaction(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw LedgerErrors.of(settings, e);
        }
    }

    void useTransaction(java.util.function.Consumer<Handle> work) {
        inTransaction(handle -> {
            work.accept(handle);
            return Boolean.TRUE;
        });
    }

    @Override
    public void close() {
        pool.close();
    }
}
