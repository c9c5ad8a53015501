package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.SqlState;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.Columns;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of logged keys in the table beside equal to those of the live one: whatever it has of them goes, and what the
 * live table has now comes. In which order, and how often, does not matter. To be used when all batches are copied: one that
 * began before a row was deleted would bring it back.
 */
public final class Carrier {

    /** So many keys at a time that rows of the live table are never held, and the log never for long. */
    private static final int BATCH = 2_000;

    /**
     * With so few it begins while others are at work, so that no commit waits long for the log that they leave; twice as many
     * each time that there are more, as it has to be faster than those who write.
     */
    private static final int IN_COMPANY = 300;

    /** What is still to be carried when there is no use in going on, as as much is written meanwhile. */
    private static final int FEW = 100;

    /** What leaves so much behind in the log that whoever looks at it under a lock would look for long. */
    private static final int MANY = 10_000;

    private final LiveDatabase database;
    private final TablePair pair;

    public Carrier(LiveDatabase database, TablePair pair) {
        this.database = database;
        this.pair = pair;
    }

    /**
     * Carries over all that is logged, until only what is being written at this moment is left.
     *
     * @param note told how much there is to do
     * @return how many entries it has carried
     */
    public long catchUp(Consumer<@Nullable String> note, Watch watch) {
        new Parts(database, pair).follow(watch);
        long carried = 0;
        int most = database.othersAtWork() ? IN_COMPANY : BATCH;
        while (true) {
            long entries = some(most, watch);
            carried += entries;
            most = entries < most ? most : Math.min(BATCH, 2 * most);
            if (entries < FEW) {
                if (carried > MANY) {
                    tidy(watch);
                }
                note.accept(null);
                return carried;
            }
            note.accept("carrying over what was written meanwhile: " + carried + " so far");
        }
    }

    private void tidy(Watch watch) {
        String log = ChangeLog.ofLive(pair).table();
        database.alone("vacuuming the log of table " + pair, watch, transaction -> {
            transaction.execute("VACUUM " + log);
            return log;
        });
    }

    /**
     * Rows may exchange what is unique, and a part of the log may have one of them alone, or one that is written just now. All
     * that is logged in one snapshot makes the tables equal, as they were at that moment.
     */
    private long some(int most, Watch watch) {
        String doing = "carrying writes of table " + pair + " over";
        try {
            return database.growing(doing, watch, transaction -> carry(transaction, most));
        } catch (MigrationException e) {
            if (!isTwice(e)) {
                throw e;
            }
        }
        try {
            return database.inOneSnapshot(doing, watch, this::carryAll);
        } catch (MigrationException e) {
            throw isTwice(e) ? twice(e) : e;
        }
    }

    /** Whether something unique was there twice. */
    static boolean isTwice(MigrationException e) {
        return SqlState.of(e).equals("23505");
    }

    /**
     * Takes rows that wait in the log out of the table beside, to which they come again when they are carried over. What is
     * left was not touched since it was copied, so what is unique in the live table is so in it: rows that exchanged a value
     * may have been copied before and after.
     */
    public void leaveOutLogged(Watch watch) {
        database.calmly(
                "taking rows that were written meanwhile out of the copy of table " + pair, watch, transaction -> {
                    TablePair now = Pairs.locked(transaction, pair);
                    if (now.phase() == TablePair.Phase.PREPARED) {
                        transaction.execute("SET LOCAL " + ChangeLog.CARRYING + " = 'on'");
                        transaction.execute(
                                "DELETE FROM " + now.table(now.live().other()) + " WHERE "
                                        + ChangeLog.ofLive(now).logged());
                    }
                    return now;
                });
    }

    private long carryAll(Transaction transaction) throws SQLException {
        TablePair now = Pairs.locked(transaction, pair);
        if (now.phase().ended()) {
            return 0;
        }
        ChangeLog log = ChangeLog.ofLive(now);
        if (now.follows()) {
            write(transaction, now, transaction.holds(log.truncated()), log.logged());
        }
        return log.takeAll(transaction);
    }

    /** @return how many entries were carried, at most so many */
    long carry(Transaction transaction, int most) throws SQLException {
        TablePair now = Pairs.locked(transaction, pair);
        if (now.phase().ended()) {
            return 0;
        }
        TablePair.Side from = now.live();
        ChangeLog.Taken taken = new ChangeLog(now, from).take(transaction, most);
        if (taken.entries() > 0 && now.follows()) {
            // Keys are few and tables large, also where nobody has told the planner yet.
            transaction.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off;"
                    + " SET LOCAL enable_mergejoin = off");
            LiveTable live = LiveTable.read(transaction, now.table(from));
            write(
                    transaction,
                    now,
                    taken.truncated(),
                    taken.keys().isEmpty() ? "" : among(now.from(from), live, taken.keys()));
        }
        return taken.entries();
    }

    /** @param keys a condition on the rows of either table; empty for none */
    private static void write(Transaction transaction, TablePair pair, boolean truncated, String keys)
            throws SQLException {
        transaction.execute("SET LOCAL " + ChangeLog.CARRYING + " = 'on'");
        TablePair.Side from = pair.live();
        String live = pair.table(from) + " AS " + quoted(pair.name());
        String beside = pair.table(from.other());
        Columns columns = pair.from(from);
        if (truncated) {
            transaction.execute(
                    "SET LOCAL enable_hashjoin = on; SET LOCAL enable_seqscan = on; SET LOCAL statement_timeout = 0");
            transaction.execute("DELETE FROM " + beside + " AS b WHERE NOT EXISTS (SELECT FROM " + live + " WHERE "
                    + same(columns, quoted(pair.name()), "b") + ")");
        }
        if (!keys.isEmpty()) {
            transaction.execute("DELETE FROM " + beside + " WHERE " + keys);
            transaction.execute("INSERT INTO " + beside + " (" + columns.names() + ") OVERRIDING SYSTEM VALUE SELECT "
                    + columns.values() + " FROM " + live + " WHERE " + keys);
        }
    }

    private static String same(Columns columns, String one, String other) {
        return columns.key().stream()
                .map(key -> one + "." + quoted(key) + " = " + other + "." + quoted(key))
                .collect(Collectors.joining(" AND "));
    }

    /** A condition on the bare names of the key's columns. */
    private static String among(Columns columns, LiveTable table, List<String[]> keys) {
        List<String> arrays = new ArrayList<>();
        for (int i = 0; i < columns.key().size(); i++) {
            int part = i;
            arrays.add("CAST(ARRAY["
                    + keys.stream().map(key -> literal(key[part])).collect(Collectors.joining(", ")) + "] AS "
                    + table.column(columns.key().get(i)).orElseThrow().type() + "[])");
        }
        return arrays.size() == 1
                ? columns.keyNames() + " = ANY (" + arrays.get(0) + ")"
                : "(" + columns.keyNames() + ") IN (SELECT "
                        + IntStream.range(0, arrays.size())
                                .mapToObj(i -> "k" + i)
                                .collect(Collectors.joining(", "))
                        + " FROM unnest(" + String.join(", ", arrays) + ") AS k ("
                        + IntStream.range(0, arrays.size())
                                .mapToObj(i -> "k" + i)
                                .collect(Collectors.joining(", "))
                        + "))";
    }

    /** What is unique in the table beside need not be so in the live one, whose constraints hold within a partition only. */
    private MigrationException twice(MigrationException failure) {
        return new MigrationException(
                FailureKind.REJECTED_RECORD,
                "table " + pair
                        + " has rows with the same values where the other table, to which its writes are carried"
                        + " over, has a unique constraint over these alone, without the partition key: find the values that"
                        + " are there twice, mend them, and run again; after the swap, finalize ends it, too ("
                        + failure.getMessage() + ")",
                failure);
    }
}
