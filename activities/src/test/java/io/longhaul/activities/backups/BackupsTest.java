package io.longhaul.activities.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backups of a table of a real PostgreSQL: made, broken, kept and dropped. */
@Timeout(60)
class BackupsTest {

    private static final Watch UNWATCHED = () -> {};
    private static final String CHUNKS = "public.chunks";

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private Backups backups;

    @BeforeEach
    void table() throws SQLException {
        sql("""
                DROP EVENT TRIGGER IF EXISTS spoil;
                DROP SCHEMA public CASCADE;
                CREATE SCHEMA public;
                CREATE TABLE chunks (id bigint PRIMARY KEY, collection_id uuid NOT NULL, body text, seen timestamptz, weight float8);
                INSERT INTO chunks SELECT n, md5((n % 7)::text)::uuid, CASE WHEN n % 5 > 0 THEN 'text ' || n END,
                    timestamptz '2026-01-01' + make_interval(mins => n), n / 7.0 FROM generate_series(1, 1000) n""");
        backups = new Backups(SERVER.target());
    }

    private static void sql(String statements) throws SQLException {
        SERVER.sql(statements);
    }

    private static List<String> ask(String query) throws SQLException {
        return SERVER.ask(query);
    }

    private static List<String> tables() throws SQLException {
        return ask("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
                + " AND relname <> 'migration_backups' ORDER BY 1");
    }

    private Backup made() {
        return backups.make(CHUNKS, "a1", 7, note -> {}, UNWATCHED).orElseThrow();
    }

    private void expire() throws SQLException {
        sql("UPDATE migration_backups SET expires_at = now() - interval '1 hour'");
    }

    private List<Cleaned> cleanUp(boolean dry) {
        List<Cleaned> all = new ArrayList<>();
        backups.cleanUp(dry, all::add, UNWATCHED);
        return all;
    }

    @Test
    void aBackupIsRecordedWithWhatIsInItAndIsVerified() throws SQLException {
        Backup backup = made();
        assertThat(backup.name()).matches("chunks_backup_\\d{8}_\\d{6}");
        assertThat(backup.status()).isEqualTo(Backup.Status.VERIFIED);
        assertThat(backup.content().rows()).isEqualTo(1000);
        assertThat(backup.key()).containsExactly("id");
        assertThat(Duration.between(backup.created(), backup.expires())).isEqualTo(Duration.ofDays(7));
        assertThat(ask("SELECT count(*) FROM (TABLE chunks INTERSECT TABLE " + backup.name() + ") s"))
                .containsExactly("1000");
        assertThat(ask("SELECT original_table || ' ' || migration_revision || ' ' || row_count || ' ' || retention_days"
                        + " FROM migration_backups WHERE migration_revision = 'a1' ORDER BY created_at DESC"))
                .containsExactly("chunks a1 1000 7");
    }

    @Test
    void whileOthersWriteItIsReadBitByBitAndHasWhatWasThereAtOneMoment() throws Exception {
        sql(
                "INSERT INTO chunks SELECT n, md5('')::uuid, repeat('text ', 200), now(), n FROM generate_series(1001, 20000) n");
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Integer> writes = CompletableFuture.supplyAsync(() -> {
            int done = 0;
            try (Connection connection = SERVER.connect();
                    Statement statement = connection.createStatement()) {
                for (; !ended.get(); done++) {
                    statement.execute("INSERT INTO chunks VALUES (" + (100_000 + done) + ", md5('')::uuid);"
                            + " UPDATE chunks SET weight = -1 WHERE id = " + (done * 37 % 20_000) + ";"
                            + " DELETE FROM chunks WHERE id = " + (done * 101 % 20_000));
                }
                return done;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        LiveDatabase database = new LiveDatabase(SERVER.target(), Duration.ofSeconds(2));
        while (!database.othersAtWork()) {
            assertThat(writes).isNotDone();
            database = new LiveDatabase(SERVER.target(), Duration.ofSeconds(2));
        }
        Backup backup = made();
        ended.set(true);
        assertThat(writes.get()).isPositive();
        assertThat(backup.status()).isEqualTo(Backup.Status.VERIFIED);
        assertThat(ask("SELECT count(*) FROM " + backup.name()))
                .containsExactly(Long.toString(backup.content().rows()));
        assertThat(ask("SELECT pg_relation_size('chunks') / 8192 > 1000"))
                .as("it has more than one bit")
                .containsExactly("t");
    }

    @Test
    void aBackupOfDaysAgoOrOneThatIsGoneIsMadeAnew() throws SQLException {
        Backup first = made();
        sql("UPDATE migration_backups SET created_at = created_at - interval '25 hours'");
        Backup second = made();
        assertThat(second.name()).isNotEqualTo(first.name());
        sql("DROP TABLE " + second.name());
        assertThat(made().name()).isNotIn(first.name(), second.name());
    }

    @Test
    void whatIsExtendedWhileItIsLookedAtIsKept() throws SQLException {
        Backup made = made();
        expire();
        Backup expired = backups.find(made.name());
        backups.extend(expired, 3);
        Cleanup cleanup = new Cleanup(new LiveDatabase(SERVER.target(), Duration.ofSeconds(2)), false);
        assertThat(cleanup.clean(expired, UNWATCHED).refusal()).contains("extended");
        assertThat(tables()).contains(made.name());
    }

    @Test
    void theSameRevisionHasOneBackupHoweverOftenItIsAskedFor() throws SQLException {
        Backup first = made();
        assertThat(made()).isEqualTo(first);
        sql("UPDATE migration_backups SET status = 'made', verified_at = NULL");
        assertThat(made().status()).as("one that was cut off is read again").isEqualTo(Backup.Status.VERIFIED);
        Backup other = backups.make(CHUNKS, "a2", 7, note -> {}, UNWATCHED).orElseThrow();
        assertThat(other.name()).as("also within a second").isNotEqualTo(first.name());
        assertThat(tables()).containsExactlyInAnyOrder("chunks", first.name(), other.name());
    }

    @Test
    void anEmptyTableNeedsNone() throws SQLException {
        sql("TRUNCATE chunks");
        assertThat(backups.make(CHUNKS, "a1", 7, note -> {}, UNWATCHED)).isEmpty();
        assertThat(tables()).containsExactly("chunks");
    }

    @Test
    void eachPartitionHasABackupTableOfItsOwn() throws SQLException {
        sql("""
                CREATE TABLE parted (id int, name text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
                CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (100);
                CREATE TABLE parted_high (name text, id int NOT NULL);
                ALTER TABLE parted ATTACH PARTITION parted_high FOR VALUES FROM (100) TO (1000);
                INSERT INTO parted SELECT n, 'row ' || n FROM generate_series(1, 250) n""");
        Backup backup = backups.make("parted", "a1", 7, note -> {}, UNWATCHED).orElseThrow();
        assertThat(backup.name()).startsWith("parted_backup_");
        assertThat(backup.parts())
                .satisfiesExactly(high -> assertThat(high).startsWith("parted_high_backup_"), low -> assertThat(low)
                        .startsWith("parted_low_backup_"));
        assertThat(ask("SELECT count(*) FROM " + backup.parts().get(1))).containsExactly("99");
        assertThat(backups.verify(backup, UNWATCHED).holds()).isTrue();
        assertThat(backups.bytes(backup)).isPositive();
        sql("UPDATE " + backup.parts().get(0) + " SET name = 'other' WHERE id = 200");
        assertThat(backups.verify(backup, UNWATCHED).fault()).contains("as many rows as when it was made, 250");
        sql("UPDATE " + backup.parts().get(0) + " SET name = 'row 200' WHERE id = 200");
        expire();
        assertThat(backups.verify(backup, UNWATCHED).holds()).isTrue();
        assertThat(cleanUp(false)).allMatch(Cleaned::dropped);
        assertThat(tables()).containsExactly("chunks", "parted", "parted_high", "parted_low");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE %s SET body = 'other' WHERE id = 3      | as many rows as when it was made, 1000, and not the same",
                "UPDATE %s SET body = '' WHERE id = 5           | and not the same",
                "UPDATE %s SET weight = weight + 1e-12 WHERE id = 3 | and not the same",
                "DELETE FROM %s WHERE id = 3                    | it has 999 rows, and had 1000 when it was made",
                "INSERT INTO %1$s SELECT * FROM %1$s WHERE id = 3   | it has 1001 rows",
                "ALTER TABLE %s DROP COLUMN body                | no longer has column body",
                "DROP TABLE %s                                  | is gone"
            })
    void aBackupThatWasTamperedWithIsFoundAndKept(String change, String fault) throws SQLException {
        Backup backup = made();
        sql(change.formatted(backup.name()));
        Verified verified = backups.verify(backup, UNWATCHED);
        assertThat(verified.holds()).isFalse();
        assertThat(verified.fault()).contains(fault.strip());
        assertThat(ask("SELECT status FROM migration_backups")).containsExactly("broken");
        expire();
        assertThat(cleanUp(false)).singleElement().satisfies(kept -> assertThat(kept.refusal())
                .contains(fault.strip()));
    }

    @Test
    void rowsThatAreTheSameInAnotherOrderAreTheSame() throws SQLException {
        Backup backup = made();
        sql("CREATE TABLE sorted AS SELECT * FROM " + backup.name() + " ORDER BY md5(id::text); TRUNCATE "
                + backup.name() + "; INSERT INTO " + backup.name() + " TABLE sorted; DROP TABLE sorted;"
                + " ALTER DATABASE CURRENT SET timezone = 'Asia/Tokyo'".replace("CURRENT", database()));
        try {
            assertThat(backups.verify(backup, UNWATCHED).holds()).isTrue();
        } finally {
            sql("ALTER DATABASE " + database() + " RESET timezone");
        }
    }

    private static String database() throws SQLException {
        return ask("SELECT quote_ident(current_database())").get(0);
    }

    @Test
    void aTableThatHasChangedSinceIsToldAndIsNoFault() throws SQLException {
        Backup backup = made();
        assertThat(backups.verify(backup, UNWATCHED).table()).isEqualTo("table chunks is as it was");
        sql("DELETE FROM chunks WHERE id > 900; UPDATE chunks SET body = 'new' WHERE id <= 450");
        Verified changed = backups.verify(backup, UNWATCHED);
        assertThat(changed.holds()).isTrue();
        assertThat(changed.table()).isEqualTo("table chunks has changed since, and has 900 rows");
        assertThat(changed.spots().rows()).isEqualTo(100);
        assertThat(changed.spots().same()).isBetween(1, 99);
        sql("ALTER TABLE chunks RENAME TO pieces");
        Verified gone = backups.verify(backup, UNWATCHED);
        assertThat(gone.holds()).isTrue();
        assertThat(gone.table()).contains("chunks", "is gone");
    }

    @Test
    void whatIsWrittenIntoABackupWhileItIsMadeAbortsItAndLeavesNothing() throws SQLException {
        sql("""
                CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE FUNCTION spoil() RETURNS event_trigger LANGUAGE plpgsql AS $$
                DECLARE made text;
                BEGIN
                  SELECT object_identity INTO made FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table';
                  EXECUTE 'CREATE TRIGGER leave_out BEFORE INSERT ON ' || made
                    || ' FOR EACH ROW WHEN (NEW.id = 7) EXECUTE FUNCTION leave_out()';
                END $$;
                CREATE EVENT TRIGGER spoil ON ddl_command_end WHEN TAG IN ('CREATE TABLE AS') EXECUTE FUNCTION spoil()""");
        assertThatThrownBy(this::made)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.VERIFICATION_FAILED))
                .hasMessageContaining("does not hold, and was dropped: it has 999 rows, and had 1000");
        assertThat(tables()).containsExactly("chunks");
        assertThat(ask("SELECT backup_table FROM migration_backups")).isEmpty();
    }

    @Test
    void whoIsKilledBetweenTheTableAndItsRecordLeavesNeither() throws SQLException {
        backups.make(CHUNKS, "earlier", 7, note -> {}, UNWATCHED);
        sql("""
                CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
                CREATE TRIGGER cut BEFORE INSERT ON migration_backups FOR EACH ROW EXECUTE FUNCTION cut()""");
        assertThatThrownBy(this::made).isInstanceOfSatisfying(MigrationException.class, e -> assertThat(e.kind())
                .isEqualTo(FailureKind.UNAVAILABLE));
        assertThat(tables()).hasSize(2).contains("chunks");
        sql("DROP TRIGGER cut ON migration_backups");
        Backup backup = made();
        assertThat(tables()).hasSize(3).contains(backup.name());
    }

    @Test
    void onlyWhatIsExpiredIsDroppedAndADryRunDropsNothing() throws SQLException {
        Backup backup = made();
        sql("CREATE TABLE chunks_backup_20200101_000000 AS TABLE chunks");
        assertThat(cleanUp(false)).isEmpty();
        expire();
        assertThat(cleanUp(true)).singleElement().matches(Cleaned::dropped);
        assertThat(tables()).contains(backup.name());
        Backup extended = backups.extend(backup, 3);
        assertThat(Duration.between(backups.now(), extended.expires()))
                .isBetween(Duration.ofDays(3).minusMinutes(1), Duration.ofDays(3));
        assertThat(cleanUp(false)).isEmpty();
        expire();
        assertThat(cleanUp(false)).singleElement().matches(Cleaned::dropped);
        assertThat(tables())
                .as("what is not recorded is no backup, whatever its name")
                .containsExactly("chunks", "chunks_backup_20200101_000000");
        assertThat(backups.all()).singleElement().satisfies(dropped -> {
            assertThat(dropped.status()).isEqualTo(Backup.Status.DROPPED);
            assertThat(dropped.dropped()).isNotNull();
        });
        assertThat(cleanUp(false)).isEmpty();
        assertThatThrownBy(() -> backups.find(backup.name())).hasMessageContaining("there is no backup");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRUNCATE chunks                                        | is empty, and the backup has 1000 rows of it",
                "DROP TABLE chunks                                      | this may be all that is left of it",
                "ALTER TABLE chunks RENAME TO c; CREATE VIEW chunks AS TABLE c | chunks is no table any more",
                "UPDATE migration_backups SET status = 'made'           | it was never verified",
                "CREATE VIEW on_it AS TABLE %s                          | something depends on its table"
            })
    void anExpiredBackupThatMayStillBeNeededIsKeptAndSaysWhy(String change, String reason) throws SQLException {
        Backup backup = made();
        expire();
        sql(change.formatted(backup.name()));
        for (boolean dry : new boolean[] {true, false}) {
            assertThat(cleanUp(dry)).singleElement().satisfies(kept -> assertThat(kept.refusal())
                    .contains(reason));
        }
        assertThat(tables()).contains(backup.name());
    }

    @Test
    void aTableThatNobodyWritesToAnyMoreIsRecordedAsItIs() throws SQLException {
        sql("CREATE TABLE chunks_old AS TABLE chunks");
        Backup adopted = backups.adopt("public.chunks_old", "chunks", "a1", 7, UNWATCHED);
        assertThat(adopted.status()).isEqualTo(Backup.Status.VERIFIED);
        assertThat(backups.adopt("public.chunks_old", "chunks", "a1", 7, UNWATCHED))
                .isEqualTo(adopted);
        assertThat(backups.verify(adopted, UNWATCHED).holds()).isTrue();
        expire();
        assertThat(cleanUp(false)).singleElement().matches(Cleaned::dropped);
        assertThat(tables()).containsExactly("chunks");
    }

    @Test
    void aTableOfThatNameThatIsSomebodyElsesIsLeftAlone() throws SQLException {
        sql("CREATE TABLE migration_backups (id int)");
        assertThatThrownBy(this::made).hasMessageContaining("was not made by Longhaul");
        assertThat(backups.all()).isEmpty();
    }
}
