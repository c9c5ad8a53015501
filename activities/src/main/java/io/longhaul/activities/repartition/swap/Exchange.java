package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.repartition.swap.TablePair.Side;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The one transaction in which two tables change places. All that can be known and done before is, while others write: a lock
 * that stands in nobody's way but that of DDL and vacuum sees to it that it stays true. Then the writers wait.
 */
final class Exchange {

    /** What is left to be carried over while others wait. */
    private static final int FEW = 100;

    /** What is carried over while others wait, when so much came in while the lock was asked for; the bound holds anyway. */
    private static final int MOST = 1_000;

    /** After so many times, as much is written as is carried over. */
    private static final int ROUNDS = 50;

    /** Nobody waits behind the first locks. An autovacuum that holds one is ended by the server after one second. */
    private static final int FIRST_LOCK_MILLIS = 10_000;

    /** Less than that, and no lock could ever be had where anybody works. */
    private static final long SHORTEST_WAIT_MILLIS = 10;

    private final LiveDatabase database;
    private final Transaction transaction;
    private final TablePair pair;
    private final Timing timing;

    Exchange(LiveDatabase database, Transaction transaction, TablePair pair, Timing timing) {
        this.database = database;
        this.transaction = transaction;
        this.pair = pair;
        this.timing = timing;
    }

    /** @return whether it is done; false where too much has happened since the last look, and nothing has changed */
    boolean run() throws SQLException {
        String path = transaction.row("SELECT current_setting('search_path')", row -> row.getString(1));
        List<String> views = new ArrayList<>();
        List<String> others = new ArrayList<>();
        search("");
        for (Dependent kind : Dependents.KINDS) {
            (kind instanceof Views ? views : others).addAll(kind.locks(transaction, pair));
        }
        lockOutOthers(others);
        if (!Pairs.hasParts(transaction, pair)) {
            return false;
        }
        requireUnchanged();
        List<String> moves = moves();
        String known = fingerprint();
        search(path);
        carryAllButFew();
        search("");

        lock(views, others);
        ChangeLog log = ChangeLog.ofLive(pair);
        if (!fingerprint().equals(known) || log.has(transaction, MOST) || transaction.holds(log.truncated())) {
            return false;
        }
        search(path);
        hurry();
        long carried = new Carrier(database, pair).carry(transaction, MOST);
        search("");
        hurry();
        transaction.execute(OneStatement.of(moves));
        Pairs.swapped(transaction, pair, carried, timing);
        return timing.sinceAsked().compareTo(database.writerWait()) < 0;
    }

    /** What came in while DDL was locked out, and the table beside was made ready. */
    private void carryAllButFew() throws SQLException {
        Carrier carrier = new Carrier(database, pair);
        for (int round = 0; round < ROUNDS && carrier.carry(transaction, MOST) >= FEW; round++) {
            transaction.check();
        }
    }

    private void search(String path) throws SQLException {
        transaction.execute("SELECT set_config('search_path', " + literal(path) + ", true)");
    }

    /**
     * The table beside is nobody's yet. An autovacuum that goes from one of its partitions to the next would be met at each of
     * them, while writers wait.
     */
    private void lockOutOthers(List<String> others) throws SQLException {
        giveWay(transaction);
        transaction.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = " + FIRST_LOCK_MILLIS);
        transaction.execute("LOCK TABLE " + pair.table(pair.live().other()) + " IN ACCESS EXCLUSIVE MODE");
        transaction.execute("LOCK TABLE " + pair.table(pair.live()) + " IN SHARE UPDATE EXCLUSIVE MODE");
        for (String other : others) {
            transaction.execute("LOCK TABLE " + other + " IN SHARE UPDATE EXCLUSIVE MODE");
        }
        transaction.execute(
                "SET LOCAL statement_timeout = " + database.writerWait().toMillis());
    }

    private void requireUnchanged() throws SQLException {
        new ChangeLog(pair, pair.live()).requireWhole(transaction);
        if (!Pairs.hasShape(transaction, pair)) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "columns of table " + pair
                            + " were changed since, and the other table was not: change them back, or roll"
                            + " back, or finalize, and begin anew");
        }
    }

    /** Does what concerns the table beside alone, which nobody uses. */
    private List<String> moves() throws SQLException {
        List<String> before = new ArrayList<>();
        List<String> moves = new ArrayList<>();
        List<String> on = new ArrayList<>();
        for (Dependent kind : Dependents.KINDS) {
            Dependent.Moves some = kind.moves(transaction, pair);
            before.addAll(some.before());
            moves.addAll(some.off());
            on.addAll(some.on());
        }
        transaction.execute(String.join(";\n", before));
        Side live = pair.live();
        moves.add("ALTER TABLE " + pair.table(live) + " RENAME TO " + quoted(pair.aside(live, pair.name())));
        moves.add("ALTER TABLE " + pair.table(live.other()) + " RENAME TO " + quoted(pair.name()));
        moves.addAll(on);
        return moves;
    }

    /** What may change although DDL is locked out: grants, and views that are made or replaced. */
    private String fingerprint() throws SQLException {
        long live = pair.oid(pair.live());
        return transaction.row("""
                SELECT format('%%s %%s %%s',
                  (SELECT relacl FROM pg_class WHERE oid = %1$d),
                  (SELECT array_agg(attacl::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = %1$d AND attacl IS NOT NULL),
                  (SELECT array_agg(DISTINCT format('%%s %%s %%s', objid, r.xmin, v.xmin)) FROM pg_depend
                   JOIN pg_rewrite r ON r.oid = objid JOIN pg_class v ON v.oid = ev_class
                   WHERE refclassid = 'pg_class'::regclass AND refobjid = %1$d AND classid = 'pg_rewrite'::regclass))""".formatted(live), row -> row.getString(1));
    }

    /** Views first, as those who read them do; then the table, so that nobody who has that waits for us; then the others. */
    private void lock(List<String> views, List<String> others) throws SQLException {
        List<String> owners = new ArrayList<>();
        for (String view : views) {
            owners.add(transaction.row(
                    "SELECT relowner::regrole::text FROM pg_class WHERE oid = " + literal(view) + "::regclass",
                    row -> row.getString(1)));
        }
        transaction.execute(
                "SET LOCAL statement_timeout = " + database.writerWait().toMillis());
        timing.ask();
        for (int i = 0; i < views.size(); i++) {
            // LOCK TABLE would go on to all that the view reads. This changes nothing, and locks it alone.
            waiting("ALTER VIEW " + views.get(i) + " OWNER TO " + owners.get(i));
        }
        waiting("LOCK TABLE " + pair.table(pair.live()) + " IN ACCESS EXCLUSIVE MODE");
        for (String other : others) {
            waiting("LOCK TABLE " + other + " IN ACCESS EXCLUSIVE MODE");
        }
        timing.have();
    }

    /** With it, whoever finds a deadlock is we. Only some users may. */
    static void giveWay(Transaction transaction) throws SQLException {
        transaction.attempt("SET LOCAL deadlock_timeout = '50ms'");
    }

    /** What follows ends, done or not, when others have waited as long as they may. */
    private void hurry() throws SQLException {
        Duration left = database.writerWait().minus(timing.sinceAsked());
        transaction.execute("SET LOCAL statement_timeout = " + Math.max(1, left.toMillis()));
    }

    /** All locks together have half of the bound; the other half is for what is done with them. */
    private void waiting(String statement) throws SQLException {
        Duration left = database.writerWait().dividedBy(2).minus(timing.sinceAsked());
        transaction.execute("SET LOCAL lock_timeout = " + Math.max(SHORTEST_WAIT_MILLIS, left.toMillis()));
        transaction.execute(statement);
    }
}
