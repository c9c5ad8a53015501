package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.repartition.swap.TablePair.Side;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The one transaction in which two tables change places. */
final class Exchange {

    /** What is carried over while others wait. More is carried before, and the lock is asked for again. */
    private static final int FEW = 200;

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

    /** @return whether it is done; false where too much was written since the last look, and nothing has changed */
    boolean run() throws SQLException {
        Side live = pair.live();
        lock();
        requireUnchanged();
        ChangeLog log = new ChangeLog(pair, live);
        if (log.pending(transaction) > FEW || transaction.holds(log.truncated())) {
            return false;
        }
        long carried = new Carrier(database, pair).carry(transaction, FEW);
        transaction.execute("SET LOCAL search_path = ''");
        List<String> statements = new ArrayList<>();
        List<String> on = new ArrayList<>();
        for (Dependent kind : Dependents.KINDS) {
            Dependent.Moves moves = kind.moves(transaction, pair);
            statements.addAll(moves.off());
            on.addAll(moves.on());
        }
        statements.add(rename(live, pair.aside(live, pair.name())));
        statements.add(rename(live.other(), pair.name()));
        statements.addAll(on);
        transaction.execute(String.join(";\n", statements));
        Pairs.swapped(transaction, pair, carried, timing);
        return timing.sinceAsked().compareTo(database.writerWait()) < 0;
    }

    /** Views first, as those who read them do; then the table, so that nobody who has that waits for us; then the others. */
    private void lock() throws SQLException {
        Set<String> views = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (Dependent kind : Dependents.KINDS) {
            (kind instanceof Views ? views : others).addAll(kind.locks(transaction, pair));
        }
        // With it, whoever finds a deadlock is we, and an autovacuum in the way ends at once. Only some users may.
        transaction.attempt("SET LOCAL deadlock_timeout = '50ms'");
        timing.ask();
        for (String view : views) {
            // LOCK TABLE would go on to all that the view reads.
            waiting("ALTER VIEW " + view + " OWNER TO " + owner(view));
        }
        waiting("LOCK TABLE " + pair.table(pair.live()) + " IN ACCESS EXCLUSIVE MODE");
        for (String other : others) {
            waiting("LOCK TABLE " + other + " IN ACCESS EXCLUSIVE MODE");
        }
        timing.have();
    }

    /** All locks together have half of the bound; the other half is for what is done with them. */
    private void waiting(String statement) throws SQLException {
        Duration left = database.writerWait().dividedBy(2).minus(timing.sinceAsked());
        transaction.execute("SET LOCAL lock_timeout = " + Math.max(SHORTEST_WAIT_MILLIS, left.toMillis()));
        transaction.execute(statement);
    }

    private String owner(String view) throws SQLException {
        return transaction.row(
                "SELECT relowner::regrole::text FROM pg_class WHERE oid = '" + view.replace("'", "''") + "'::regclass",
                row -> row.getString(1));
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

    private String rename(Side side, String becomes) {
        return "ALTER TABLE " + pair.table(side) + " RENAME TO " + quoted(becomes);
    }
}
