package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.Changes;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.Columns;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What stands, kept in the target as {@code longhaul.repartition}: a row for each table that was given another layout, changed
 * in the same transactions as what it tells.
 */
public final class Pairs {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private Pairs() {}

    public static void create(Transaction transaction) throws SQLException {
        Changes.createSchema(transaction);
        transaction.execute("""
                CREATE TABLE IF NOT EXISTS longhaul.repartition (
                  table_schema text NOT NULL,
                  table_name text NOT NULL,
                  job uuid NOT NULL,
                  original bigint NOT NULL,
                  made bigint NOT NULL,
                  columns text NOT NULL,
                  shape text NOT NULL,
                  parts bigint[] NOT NULL,
                  phase text NOT NULL,
                  moment timestamp NOT NULL,
                  follows boolean NOT NULL,
                  begun_at timestamptz NOT NULL DEFAULT now(),
                  swapped_at timestamptz,
                  ended_at timestamptz,
                  longest_ms bigint,
                  held_ms bigint,
                  carried bigint,
                  PRIMARY KEY (table_schema, table_name)
                )""");
    }

    /**
     * Notes a pair, and has what writers write to the original logged from now on. To be in a short transaction, before the
     * first row is copied. Running it again for the same two tables changes nothing.
     *
     * @param madeName of the other table, in the same schema
     */
    public static TablePair begin(
            Transaction transaction, JobId job, LiveTable original, String madeName, Columns columns)
            throws SQLException {
        return begin(transaction, job, original, madeName, columns, true);
    }

    /** The same for a table that has rows of its own, and is to take the name with these. */
    public static TablePair beginReplacing(
            Transaction transaction, JobId job, LiveTable original, String madeName, Columns columns)
            throws SQLException {
        return begin(transaction, job, original, madeName, columns, false);
    }

    private static TablePair begin(
            Transaction transaction, JobId job, LiveTable original, String madeName, Columns columns, boolean follows)
            throws SQLException {
        Optional<TablePair> before = find(transaction, original.schema(), original.name());
        LiveTable made = LiveTable.read(transaction, quoted(original.schema()) + "." + quoted(madeName));
        if (before.isPresent() && !before.get().phase().ended() && before.get().made() != made.oid()) {
            throw standing(before.get());
        }
        if (before.isEmpty() || before.get().phase().ended()) {
            note(transaction, job, original, made, columns, follows);
        }
        TablePair pair = find(transaction, original.schema(), original.name()).orElseThrow();
        new ChangeLog(pair, TablePair.Side.ORIGINAL).create(transaction);
        return pair;
    }

    /** Two layouts at a time would each have to follow the other. */
    public static MigrationException standing(TablePair pair) {
        return new MigrationException(
                FailureKind.INVALID_SPEC,
                "table " + pair
                        + " was given another layout before, and the way back is still kept: finalize or roll back"
                        + " that migration first");
    }

    private static void note(
            Transaction transaction, JobId job, LiveTable original, LiveTable made, Columns columns, boolean follows)
            throws SQLException {
        transaction
                .sql()
                .execute(
                        """
                        INSERT INTO longhaul.repartition
                          (table_schema, table_name, job, original, made, columns, shape, parts, phase, moment, follows)
                        VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS bigint[]), 'PREPARED', date_trunc('second', localtimestamp), ?)
                        ON CONFLICT (table_schema, table_name) DO UPDATE SET
                          job = excluded.job, original = excluded.original, made = excluded.made,
                          columns = excluded.columns, shape = excluded.shape, parts = excluded.parts, phase = excluded.phase,
                          moment = greatest(excluded.moment, repartition.moment + interval '1 second'), follows = excluded.follows, begun_at = now(), swapped_at = NULL, ended_at = NULL,
                          longest_ms = NULL, held_ms = NULL, carried = NULL""",
                        original.schema(),
                        original.name(),
                        job.value(),
                        original.oid(),
                        made.oid(),
                        json(columns),
                        shape(transaction, original.oid()),
                        array(Tree.of(transaction, original.oid())),
                        follows);
    }

    /** A table's columns in words: another text after any change of them, and the same whoever asks. */
    private static String shape(Transaction transaction, long table) throws SQLException {
        String path = transaction.row("SELECT current_setting('search_path')", row -> row.getString(1));
        transaction.execute("SET LOCAL search_path = ''");
        String shape = transaction.row("""
                SELECT coalesce(string_agg(format('%%s %%s %%s %%s %%s', attname, format_type(atttypid, atttypmod),
                                                  attnotnull, attgenerated, pg_get_expr(adbin, adrelid)),
                                           ', ' ORDER BY attnum), '')
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = %d AND attnum > 0 AND NOT attisdropped""".formatted(table), row -> row.getString(1));
        transaction.execute("SELECT set_config('search_path', " + literal(path) + ", true)");
        return shape;
    }

    /** The pair of a table, by the name that applications use; empty where there was never one. */
    public static Optional<TablePair> find(Transaction transaction, String schema, String name) throws SQLException {
        return read(transaction, schema, name, "");
    }

    /**
     * The same, of a table as in SQL.
     *
     * @throws MigrationException where there was never one
     */
    public static TablePair of(LiveDatabase database, String table, Watch watch) {
        return database.calmly("looking at table " + table, watch, transaction -> {
            LiveTable live = LiveTable.read(transaction, table);
            return find(transaction, live.schema(), live.name())
                    .orElseThrow(() -> new MigrationException(
                            FailureKind.INVALID_SPEC,
                            "table " + table
                                    + " was given no other layout: there is nothing to roll back or to finalize"));
        });
    }

    /**
     * Sees to it that a job's pair stays as it is, not swapped nor ended, until the transaction's end.
     *
     * @throws MigrationException where it is not: so a step that was thought lost writes into nothing of another job
     */
    public static void holdPrepared(Transaction transaction, JobId job, LiveTable original) throws SQLException {
        boolean prepared = read(transaction, original.schema(), original.name(), " FOR SHARE OF p")
                .filter(pair -> pair.job().equals(job) && pair.original() == original.oid())
                .filter(pair -> pair.phase() == TablePair.Phase.PREPARED)
                .isPresent();
        if (!prepared) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "the new table of " + original
                            + " was given up or has taken the name meanwhile: nothing is copied any" + " more");
        }
    }

    /** The same, with all others kept from changing it until the transaction's end. */
    static TablePair locked(Transaction transaction, TablePair pair) throws SQLException {
        return read(transaction, pair.schema(), pair.name(), " FOR UPDATE OF p")
                .filter(now -> now.made() == pair.made())
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "what was noted of table " + pair
                                + " is gone, or another migration's: look at longhaul.repartition" + " in the target"));
    }

    /** The same pair with the time of a swap that begins now. */
    static TablePair dated(Transaction transaction, TablePair pair) throws SQLException {
        transaction.execute(
                "UPDATE longhaul.repartition SET moment = greatest(moment, date_trunc('second', localtimestamp)) WHERE made = "
                        + pair.made());
        return locked(transaction, pair);
    }

    /** Whether the live table has the columns that it had when it was noted. */
    static boolean hasShape(Transaction transaction, TablePair pair) throws SQLException {
        return transaction.holds("EXISTS (SELECT FROM longhaul.repartition WHERE made = " + pair.made()
                + " AND shape = " + literal(shape(transaction, pair.oid(pair.live()))) + ")");
    }

    private static String array(List<Tree> parts) {
        return parts.stream().map(part -> Long.toString(part.oid())).collect(Collectors.joining(",", "{", "}"));
    }

    /** Whether the live table has the partitions that were noted, and no others. */
    static boolean hasParts(Transaction transaction, TablePair pair) throws SQLException {
        String now = literal(array(Tree.of(transaction, pair.oid(pair.live())))) + "::bigint[]";
        return transaction.holds("EXISTS (SELECT FROM longhaul.repartition WHERE made = " + pair.made()
                + " AND parts @> " + now + " AND parts <@ " + now + ")");
    }

    /** Those that were not noted. */
    static List<Tree> newParts(Transaction transaction, TablePair pair) throws SQLException {
        List<Long> known = transaction.rows(
                "SELECT unnest(parts) FROM longhaul.repartition WHERE made = " + pair.made(), row -> row.getLong(1));
        return Tree.of(transaction, pair.oid(pair.live())).stream()
                .filter(part -> !known.contains(part.oid()))
                .toList();
    }

    static void noteParts(Transaction transaction, TablePair pair, List<Tree> parts) throws SQLException {
        transaction.execute(
                "UPDATE longhaul.repartition SET parts = " + literal(array(parts)) + " WHERE made = " + pair.made());
    }

    /** Notes that the two have changed places. */
    static void swapped(Transaction transaction, TablePair pair, long carried, Timing timing) throws SQLException {
        TablePair.Phase phase =
                pair.live() == TablePair.Side.ORIGINAL ? TablePair.Phase.SWAPPED : TablePair.Phase.PREPARED;
        transaction
                .sql()
                .execute(
                        "UPDATE longhaul.repartition SET phase = ?, shape = ?, parts = CAST(? AS bigint[]), carried = ?, longest_ms = ?, held_ms = ?,"
                                + " swapped_at = now() WHERE made = ?",
                        phase.name(),
                        shape(transaction, pair.oid(pair.live().other())),
                        array(Tree.of(transaction, pair.oid(pair.live().other()))),
                        carried,
                        timing.sinceAsked().toMillis(),
                        timing.sinceHad().toMillis(),
                        pair.made());
    }

    /** Notes how long it took, where this attempt has done it, and says what is noted. */
    static Swapped timed(Transaction transaction, TablePair pair, Timing timing) throws SQLException {
        if (timing.longestMillis() > 0) {
            transaction
                    .sql()
                    .execute(
                            "UPDATE longhaul.repartition SET longest_ms = ?, held_ms = ? WHERE made = ?",
                            timing.longestMillis(),
                            timing.heldMillis(),
                            pair.made());
        }
        return swapped(transaction, pair).orElseThrow();
    }

    /** What the last swap of a pair was like; empty where there was none. */
    public static Optional<Swapped> swapped(Transaction transaction, TablePair pair) throws SQLException {
        return transaction
                .rows(
                        "SELECT coalesce(longest_ms, 0), coalesce(held_ms, 0), coalesce(carried, 0) FROM longhaul.repartition"
                                + " WHERE swapped_at IS NOT NULL AND made = " + pair.made(),
                        row -> new Swapped(row.getLong(1), row.getLong(2), row.getLong(3)))
                .stream()
                .findFirst();
    }

    /** When the pair came into its phase. */
    static Instant since(Transaction transaction, TablePair pair) throws SQLException {
        return transaction.row(
                "SELECT CASE WHEN ended_at IS NOT NULL THEN ended_at WHEN phase = 'SWAPPED' THEN swapped_at ELSE begun_at END"
                        + " FROM longhaul.repartition WHERE made = " + pair.made(),
                row -> row.getTimestamp(1).toInstant());
    }

    static void end(Transaction transaction, TablePair pair, TablePair.Phase phase) {
        transaction
                .sql()
                .execute(
                        "UPDATE longhaul.repartition SET phase = ?, ended_at = now() WHERE made = ?",
                        phase.name(),
                        pair.made());
    }

    private static Optional<TablePair> read(Transaction transaction, String schema, String name, String locking)
            throws SQLException {
        if (!transaction.holds("to_regclass('longhaul.repartition') IS NOT NULL")) {
            return Optional.empty();
        }
        List<TablePair> found = transaction.rows("""
                SELECT job, table_schema, table_name, original, made, columns, phase, moment,
                       (SELECT relname FROM pg_class c WHERE c.oid = p.original),
                       (SELECT relname FROM pg_class c WHERE c.oid = p.made), follows
                FROM longhaul.repartition p
                WHERE table_schema = %s AND table_name = %s""".formatted(literal(schema), literal(name)) + locking, Pairs::pair);
        return found.stream().findFirst();
    }

    private static TablePair pair(ResultSet row) throws SQLException {
        String original = row.getString(9);
        String made = row.getString(10);
        return new TablePair(
                new JobId(row.getObject(1, UUID.class)),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                columns(row.getString(6)),
                TablePair.Phase.valueOf(row.getString(7)),
                row.getObject(8, LocalDateTime.class),
                original == null ? "" : original,
                made == null ? "" : made,
                row.getBoolean(11));
    }

    private static String json(Columns columns) {
        try {
            return JSON.writeValueAsString(columns);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of ours are always JSON", e);
        }
    }

    private static Columns columns(String json) {
        try {
            return JSON.readValue(json, Columns.class);
        } catch (JsonProcessingException e) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "how the two tables hang together was noted by another version of Longhaul: use that version",
                    e);
        }
    }
}
