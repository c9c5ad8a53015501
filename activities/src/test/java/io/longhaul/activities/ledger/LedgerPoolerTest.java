package io.longhaul.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pooler in transaction mode knows no statement that another transaction has prepared. */
class LedgerPoolerTest {

    @Test
    void supabasesTransactionPoolerGetsNoPreparedStatements() {
        assertThat(url("postgresql://me:secret@pooler.supabase.com:6543/postgres?sslmode=require"))
                .isEqualTo("jdbc:postgresql://pooler.supabase.com:6543/postgres?prepareThreshold=0&sslmode=require");
        assertThat(url("postgresql://me:secret@pooler.supabase.com:6543/postgres?prepareThreshold=5"))
                .endsWith("/postgres?prepareThreshold=5");
        assertThat(url("postgresql://me:secret@pooler.supabase.com:5432/postgres"))
                .endsWith(":5432/postgres");
    }

    private static String url(String ledgerUrl) {
        return PostgresSettings.parse("LEDGER_URL", ledgerUrl).jdbcUrl();
    }

    @ParameterizedTest
    @ValueSource(strings = {"26000", "42P05"})
    void anotherOneIsRecognisedByWhatItForgets(String state) {
        PostgresSettings settings = PostgresSettings.parse("LEDGER_URL", "postgresql://me:secret@10.0.0.7:6432/ledger");

        MigrationException error = LedgerErrors.of(settings, new SQLException("prepared statement \"S_1\"", state));

        assertThat(error.kind()).isEqualTo(FailureKind.INVALID_SPEC);
        assertThat(error.getMessage())
                .contains("10.0.0.7:6432/ledger is behind a pooler", "prepareThreshold=0", "LEDGER_URL");
    }

    /** As PgBouncer 1.18 says it, with the state that it has for everything. */
    @Test
    void oneThatTakesNoOptionsIsToldFromOneThatIsAway() {
        PostgresSettings settings = PostgresSettings.parse(
                "LEDGER_URL", "postgresql://me:secret@10.0.0.7:6543/ledger?options=-csearch_path=longhaul");
        SQLException refused = new SQLException("FATAL: unsupported startup parameter: options", "08P01");

        assertThat(LedgerErrors.of(settings, new IllegalStateException(refused)).kind())
                .isEqualTo(FailureKind.INVALID_SPEC);
        assertThat(LedgerErrors.of(settings, refused)).hasMessageContaining("alter role");
        assertThat(LedgerErrors.of(settings, new SQLException("FATAL: query_wait_timeout", "08P01"))
                        .kind())
                .isEqualTo(FailureKind.UNAVAILABLE);
    }
}
