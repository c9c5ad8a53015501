package io.longhaul.activities.repartition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.backups.Backup;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.Settlement;
import io.longhaul.activities.repartition.swap.Swap;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.activities.repartition.swap.WayBack;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table of a real PostgreSQL gets the rows of its backup again. */
@Timeout(120)
class RestoringTest {

    private static final Watch UNWATCHED = () -> {};

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private final JobId job = new JobId(UUID.randomUUID());
    private Backups backups;
    private Backup backup;

    @BeforeEach
    void table() throws SQLException {
        sql("""
                DROP SCHEMA public CASCADE;
                CREATE SCHEMA public;
                DROP SCHEMA IF EXISTS longhaul CASCADE;
                CREATE TABLE collections (id int PRIMARY KEY);
                INSERT INTO collections SELECT generate_series(1, 10);
                CREATE TABLE chunks (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    collection_id int NOT NULL CONSTRAINT chunks_collection REFERENCES collections ON DELETE CASCADE,
                    body text CHECK (body <> 'forbidden'),
                    length int GENERATED ALWAYS AS (length(body)) STORED);
                CREATE INDEX chunks_body ON chunks (body) WHERE body IS NOT NULL;
                CREATE VIEW short AS SELECT id FROM chunks WHERE length < 7;
                INSERT INTO chunks (collection_id, body) SELECT n % 10 + 1, 'text ' || n FROM generate_series(1, 25000) n""");
        backups = new Backups(SERVER.target());
        backup = backups.make("public.chunks", "a1", 7, note -> {}, UNWATCHED).orElseThrow();
    }

    private static void sql(String statements) throws SQLException {
        SERVER.sql(statements);
    }

    private static List<String> ask(String query) throws SQLException {
        return SERVER.ask(query);
    }

    /** The application goes on, and goes wrong. */
    private static void damage() throws SQLException {
        sql("DELETE FROM chunks WHERE id > 1000; UPDATE chunks SET body = 'wrong' WHERE id <= 500;"
                + " INSERT INTO chunks (collection_id, body) VALUES (1, 'new')");
    }

    private static List<String> definition() throws SQLException {
        return ask("""
                SELECT replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes WHERE tablename = 'chunks'
                UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) || convalidated FROM pg_constraint
                          WHERE conrelid = 'chunks'::regclass
                UNION ALL SELECT attname || format_type(atttypid, atttypmod) || attnotnull || attidentity::text || attgenerated::text
                          FROM pg_attribute WHERE attrelid = 'chunks'::regclass AND attnum > 0 AND NOT attisdropped
                UNION ALL SELECT pg_get_serial_sequence('chunks', 'id')
                ORDER BY 1""");
    }

    private Restoring restoring() {
        return new Restoring(
                SERVER.target(),
                job,
                new RepartitionSpec("public.chunks", new Aim.Restore(backup.toString()), Limits.DEFAULT));
    }

    private void restore() {
        restoring().look(UNWATCHED);
        restoring().carryOut(note -> {}, UNWATCHED);
        assertThat(restoring().verify(UNWATCHED).passed()).isTrue();
    }

    private void assertRestored() throws SQLException {
        assertThat(backups.verify(backups.find(backup.name()), UNWATCHED).table())
                .isEqualTo("table chunks is as it was");
        Backup replaced = backups.all().stream()
                .filter(one -> one.name().startsWith("chunks_replaced_"))
                .findFirst()
                .orElseThrow();
        assertThat(replaced.table()).isEqualTo("chunks");
        assertThat(replaced.content().rows()).isEqualTo(1001);
        assertThat(ask("SELECT count(*) FROM " + replaced.name() + " WHERE body = 'wrong'"))
                .containsExactly("500");
        assertThat(ask("SELECT relname FROM pg_class WHERE relname LIKE 'chunks%\\_new' OR relname LIKE 'log\\_%'"))
                .isEmpty();
    }

    @Test
    void aTableHasTheRowsOfItsBackupAgainAndAllThatHungOnIt() throws SQLException {
        List<String> before = definition();
        damage();
        restore();
        assertRestored();
        assertThat(definition()).isEqualTo(before);
        assertThat(ask("SELECT count(*) FROM short")).containsExactly("9");
        sql("INSERT INTO chunks (collection_id, body) VALUES (1, 'after')");
        assertThat(ask("SELECT id FROM chunks WHERE body = 'after'"))
                .as("the sequence goes on")
                .containsExactly("25034");
        assertThatThrownBy(() -> sql("INSERT INTO chunks (collection_id) VALUES (77)"))
                .hasMessageContaining("chunks_collection");
    }

    @ParameterizedTest
    @ValueSource(strings = {"restored ", "building", "comparing", "validating"})
    void oneThatWasCutOffGoesOn(String moment) throws SQLException {
        damage();
        assertThatThrownBy(() -> restoring()
                        .carryOut(
                                note -> {
                                    if (note != null && note.startsWith(moment)) {
                                        throw new IllegalStateException("cut off");
                                    }
                                },
                                UNWATCHED))
                .hasMessage("cut off");
        sql("UPDATE chunks SET body = body WHERE id = 1");
        restore();
        assertRestored();
        restore();
        assertRestored();
    }

    @Test
    void rowsThatAnotherAttemptHasCopiedMeanwhileAreThereOnce() throws Exception {
        damage();
        assertThatThrownBy(() -> restoring()
                        .carryOut(
                                note -> {
                                    if (note != null && note.startsWith("restored")) {
                                        throw new IllegalStateException("cut off");
                                    }
                                },
                                UNWATCHED))
                .hasMessage("cut off");
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (Connection other = SERVER.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "INSERT INTO chunks_new (id, collection_id, body) OVERRIDING SYSTEM VALUE SELECT id, collection_id,"
                            + " body FROM " + backup.name() + " WHERE id NOT IN (SELECT id FROM chunks_new);"
                            + " INSERT INTO longhaul.batch SELECT '" + job
                            + "', n, 1, ARRAY['x'], 0, 0 FROM generate_series(1, 5) n");
            Future<?> restored = beside.submit(this::restore);
            SERVER.awaitWaiting("INSERT INTO longhaul.batch");
            other.commit();
            restored.get();
        } finally {
            beside.shutdownNow();
        }
        assertRestored();
    }

    @Test
    void rowsGoIntoThePartitionsThatTheTableHasByNow() throws SQLException {
        divide();
        damage();
        restore();
        assertRestored();
        assertThat(ask("SELECT tableoid::regclass || ' ' || count(*) FROM chunks GROUP BY tableoid ORDER BY 1"))
                .containsExactly("chunks_p0_r1 12500", "chunks_p1_r1 12500");
        sql("INSERT INTO chunks (collection_id, body) VALUES (1, 'after')");
        assertThat(ask("SELECT partition_key FROM chunks WHERE body = 'after'"))
                .as("writers need not know the key")
                .containsExactly("1");
        sql("DELETE FROM chunks WHERE body = 'after'");
        Backup second =
                backups.make("public.chunks", "a2", 7, note -> {}, UNWATCHED).orElseThrow();
        assertThat(second.parts()).hasSize(3);
        assertThat(second.content().rows()).isEqualTo(25_000);
    }

    /** What Longhaul has made that rows are given their keys by, or logged. */
    private static List<String> functions() throws SQLException {
        return ask("SELECT proname FROM pg_proc WHERE pronamespace = 'longhaul'::regnamespace");
    }

    @Test
    void whatGaveRowsTheirKeyInATableThatWasReplacedIsGoneBeforeThatIs() throws SQLException {
        divide();
        damage();
        restore();
        List<String> ofLive = ask("SELECT 'key_' || 'chunks'::regclass::oid::text");
        assertThat(functions()).isEqualTo(ofLive);
        sql("UPDATE migration_backups SET expires_at = now() WHERE backup_table LIKE 'chunks\\_replaced\\_%'");
        backups.cleanUp(false, cleaned -> assertThat(cleaned.dropped()).isTrue(), UNWATCHED);
        assertThat(ask("SELECT relname FROM pg_class WHERE relname LIKE 'chunks\\_replaced\\_%'"))
                .isEmpty();
        assertThat(functions()).isEqualTo(ofLive);
    }

    private void cutOff() {
        assertThatThrownBy(() -> restoring()
                        .carryOut(
                                note -> {
                                    if (note != null && note.startsWith("building")) {
                                        throw new IllegalStateException("cut off");
                                    }
                                },
                                UNWATCHED))
                .hasMessage("cut off");
    }

    @Test
    void howeverOftenItIsTriedABackupIsKeptForADayFromThenOnAndNoLonger() throws SQLException {
        String expires = "SELECT expires_at || ' ' || retention_days FROM migration_backups";
        List<String> before = ask(expires);
        cutOff();
        cutOff();
        assertThat(ask(expires)).isEqualTo(before);
        sql("UPDATE migration_backups SET expires_at = now() - interval '1 hour'");
        cutOff();
        cutOff();
        assertThat(ask("SELECT expires_at BETWEEN now() + interval '23 hours' AND now() + interval '1 day'"
                        + " FROM migration_backups"))
                .containsExactly("t");
        restore();
    }

    private static void assertNothingLeft() throws SQLException {
        assertThat(ask("SELECT relname FROM pg_class WHERE relname LIKE 'chunks%\\_new' OR relname LIKE 'log\\_%'"))
                .as("nothing is left of the attempt")
                .isEmpty();
        assertThat(functions()).isEmpty();
    }

    @Test
    void rowsThatTheTableWouldNotTakeAnyMoreAreNotRestoredAndNothingIsLeft() throws SQLException {
        sql("DELETE FROM chunks WHERE length < 7; ALTER TABLE chunks ADD CONSTRAINT longer CHECK (length(body) >= 7)");
        assertRefused(FailureKind.REJECTED_RECORD, "constraint longer");
        assertNothingLeft();
    }

    @Test
    void aBackupThatWentAwayWhileItWasRestoredLeavesNothing() throws SQLException {
        cutOff();
        sql("DROP TABLE " + backup.name());
        assertThatThrownBy(() -> restoring().carryOut(note -> {}, UNWATCHED))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.VERIFICATION_FAILED));
        assertNothingLeft();
    }

    private void divide() throws SQLException {
        sql("""
                CREATE TABLE chunks_new (LIKE chunks INCLUDING ALL EXCLUDING INDEXES, partition_key int NOT NULL DEFAULT -1)
                    PARTITION BY LIST (partition_key);
                CREATE TABLE chunks_p0 PARTITION OF chunks_new FOR VALUES IN (0);
                CREATE TABLE chunks_p1 PARTITION OF chunks_new FOR VALUES IN (1);
                CREATE TABLE chunks_unkeyed PARTITION OF chunks_new DEFAULT;
                INSERT INTO chunks_new (id, collection_id, body, partition_key) OVERRIDING SYSTEM VALUE
                    SELECT id, collection_id, body, collection_id % 2 FROM chunks;
                ALTER TABLE chunks_new ADD CONSTRAINT chunks_pkey_new PRIMARY KEY (id, partition_key);
                CREATE INDEX chunks_body_new ON chunks_new (body) WHERE body IS NOT NULL""");
        LiveDatabase database = new LiveDatabase(SERVER.target(), Duration.ofSeconds(2));
        Columns columns = new Columns(
                List.of("id"),
                List.of("id", "collection_id", "body"),
                List.of(new Columns.Computed("partition_key", "collection_id % 2")));
        TablePair pair = database.briefly("beginning", UNWATCHED, transaction -> {
            Pairs.create(transaction);
            return Pairs.begin(
                    transaction,
                    new JobId(UUID.randomUUID()),
                    LiveTable.read(transaction, "public.chunks"),
                    "chunks_new",
                    columns);
        });
        Swap swap = new Swap(database, pair);
        swap.prepare(UNWATCHED);
        var unused = swap.forward(note -> {}, UNWATCHED);
        assertThatThrownBy(() -> restoring().look(UNWATCHED)).hasMessageContaining("finalize or roll back");
        new Settlement(database, pair).run(UNWATCHED);
        new WayBack(database, pair).close(UNWATCHED);
    }

    private void assertRefused(FailureKind kind, String reason) throws SQLException {
        List<String> before = ask("SELECT 'chunks'::regclass::oid");
        assertThatThrownBy(this::restore)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(reason);
        assertThat(ask("SELECT 'chunks'::regclass::oid")).isEqualTo(before);
    }

    @Test
    void aBackupThatDoesNotHoldIsNotRestored() throws SQLException {
        sql("DELETE FROM " + backup.name() + " WHERE id = 7");
        assertRefused(FailureKind.VERIFICATION_FAILED, "it has 24999 rows, and had 25000 when it was made");
    }

    @Test
    void rowsThatWouldReferToNothingAreNotRestored() throws SQLException {
        sql("DELETE FROM collections WHERE id = 3");
        assertRefused(FailureKind.VERIFICATION_FAILED, "2500 rows of");
        assertNothingLeft();
        sql("INSERT INTO collections VALUES (3)");
        restore();
        assertThat(ask("SELECT count(*) FROM chunks")).containsExactly("25000");
    }

    @Test
    void aTableThatLacksAColumnOfItsBackupIsLeftAlone() throws SQLException {
        sql("ALTER TABLE chunks ADD COLUMN lang text NOT NULL DEFAULT 'en', ADD COLUMN url text");
        sql("UPDATE chunks SET url = 'u'; ALTER TABLE chunks ALTER COLUMN url SET NOT NULL, DROP COLUMN body CASCADE");
        assertRefused(FailureKind.INVALID_SPEC, "no longer has column body");
        assertRefused(FailureKind.INVALID_SPEC, "column url came since and may not be NULL");
    }
}
