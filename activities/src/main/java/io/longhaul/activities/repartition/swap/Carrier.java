package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
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

    /** What is still to be carried when there is no use in going on, as as much is written meanwhile. */
    private static final int FEW = 100;

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
        long carried = 0;
        while (true) {
            long entries = database.batch(
                    "carrying writes of table " + pair + " over", watch, transaction -> carry(transaction, BATCH));
            carried += entries;
            if (entries < FEW) {
                note.accept(null);
                return carried;
            }
            note.accept("carrying over what was written meanwhile: " + carried + " so far");
        }
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
            write(transaction, now, from, taken);
        }
        return taken.entries();
    }

    private static void write(Transaction transaction, TablePair pair, TablePair.Side from, ChangeLog.Taken taken)
            throws SQLException {
        // Keys are few and tables large, also where nobody has told the planner yet.
        transaction.execute("SET LOCAL " + ChangeLog.CARRYING + " = 'on'; SET LOCAL enable_seqscan = off;"
                + " SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off");
        String live = pair.table(from) + " AS " + quoted(pair.name());
        String beside = pair.table(from.other());
        Columns columns = pair.from(from);
        if (taken.truncated()) {
            transaction.execute(
                    "SET LOCAL enable_hashjoin = on; SET LOCAL enable_seqscan = on; SET LOCAL statement_timeout = 0");
            transaction.execute("DELETE FROM " + beside + " AS b WHERE NOT EXISTS (SELECT FROM " + live + " WHERE "
                    + same(columns, quoted(pair.name()), "b") + ")");
        }
        if (taken.keys().isEmpty()) {
            return;
        }
        String keys = among(columns, LiveTable.read(transaction, pair.table(from)), taken.keys());
        transaction.execute("DELETE FROM " + beside + " WHERE " + keys);
        try {
            transaction.execute("INSERT INTO " + beside + " (" + columns.names() + ") OVERRIDING SYSTEM VALUE SELECT "
                    + columns.values() + " FROM " + live + " WHERE " + keys);
        } catch (SQLException e) {
            if ("23505".equals(e.getSQLState())) {
                throw twice(pair, beside, e);
            }
            throw e;
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

    /** The table beside is narrower: what is unique there need not be so in the live one. */
    private static MigrationException twice(TablePair pair, String beside, SQLException failure) {
        return new MigrationException(
                FailureKind.REJECTED_RECORD,
                "rows were written to table " + pair + " since its swap which " + beside
                        + " refuses, as one of its unique constraints holds without the partition key (SQL state 23505): find"
                        + " keys that are there twice, mend them, and run again",
                failure);
    }
}
