package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Indexes, and with them the constraints that have one: those of both tables exchange their names. */
record IndexNames() implements Dependent {

    @Override
    public List<String> problems(Transaction transaction, LiveTable table, Layout layout) {
        return List.of();
    }

    @Override
    public Moves moves(Transaction transaction, TablePair pair) throws SQLException {
        TablePair.Side live = pair.live();
        Set<String> there = Set.copyOf(names(transaction, pair.oid(live.other())));
        List<String> off = new ArrayList<>();
        List<String> on = new ArrayList<>();
        for (String name : names(transaction, pair.oid(live))) {
            String counterpart = pair.aside(live.other(), name);
            if (there.contains(counterpart)) {
                on.add(rename(pair, counterpart, name));
            } else if (live == TablePair.Side.ORIGINAL) {
                throw new MigrationException(
                        FailureKind.VERIFICATION_FAILED,
                        "table " + pair + " has an index " + name
                                + " that the new one lacks, as it was made or renamed meanwhile: run again");
            }
            off.add(rename(pair, name, pair.aside(live, name)));
        }
        return new Moves(List.of(), off, on);
    }

    private static List<String> names(Transaction transaction, long table) throws SQLException {
        return transaction.rows(
                "SELECT relname FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = " + table
                        + " ORDER BY 1",
                row -> row.getString(1));
    }

    private static String rename(TablePair pair, String name, String becomes) {
        return "ALTER INDEX " + quoted(pair.schema()) + "." + quoted(name) + " RENAME TO " + quoted(becomes);
    }
}
