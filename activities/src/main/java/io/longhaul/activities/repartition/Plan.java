package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a spec comes to for a table as it is now.
 *
 * @param generated columns that the server computes
 * @param indexes of the table
 */
record Plan(LiveTable table, Aim.Forward aim, Division division, List<String> generated, List<TableIndex> indexes) {

    Plan {
        generated = List.copyOf(generated);
        indexes = List.copyOf(indexes);
    }

    static Plan read(Transaction transaction, RepartitionSpec spec) throws SQLException {
        LiveTable table = LiveTable.read(transaction, spec.table());
        Aim.Forward aim = (Aim.Forward) spec.aim();
        List<String> generated = transaction.rows(
                "SELECT attname FROM pg_attribute WHERE attgenerated <> '' AND NOT attisdropped AND attrelid = "
                        + table.oid(),
                row -> row.getString(1));
        return new Plan(table, aim, Division.of(aim.layout()), generated, TableIndex.of(transaction, table));
    }

    Columns columns() {
        List<String> copied = table.columns().stream()
                .map(LiveTable.Column::name)
                .filter(name -> !name.equals(division.drop()) && !generated.contains(name))
                .toList();
        List<String> key = table.key().stream()
                .map(LiveTable.Column::name)
                .filter(name -> !name.equals(division.drop()))
                .toList();
        Columns.Computed computed = division.key();
        return new Columns(key, copied, computed == null ? List.of() : List.of(computed));
    }

    /** Of the new table, before it has the name. */
    String madeName() {
        return ShadowNames.before(table.name());
    }

    String made() {
        return quoted(table.schema()) + "." + quoted(madeName());
    }

    /** Those of the new table. */
    List<TableIndex> newIndexes() {
        return indexes.stream()
                .map(index -> division.on(index).named(ShadowNames.before(index.name())))
                .toList();
    }

    /** Whether rows may have exchanged, while they were copied, what is unique in the new table. */
    boolean valuesMayMove() {
        return division.drop() != null || indexes.stream().anyMatch(index -> index.unique() && !index.primary());
    }

    /**
     * Whether the table has the layout already, whoever has given it.
     *
     * @param pair that it belongs to
     */
    boolean isDone(Transaction transaction, Optional<TablePair> pair) throws SQLException {
        boolean other = pair.filter(known -> !known.phase().equals(TablePair.Phase.RETURNED)
                        && !known.columns().computed().equals(columns().computed()))
                .isPresent();
        return !other && division.isOf(transaction, table);
    }

    /** What the new table guarantees less, in words. */
    List<String> widened() {
        List<String> words = new ArrayList<>();
        for (TableIndex index : indexes) {
            Optional<String> lacking = index.unique() ? division.lacking(index) : Optional.empty();
            if (lacking.isPresent()) {
                words.add((index.primary() ? "primary key " : "unique index ") + index.name() + " " + index.words()
                        + " becomes " + division.on(index).words()
                        + ", as PostgreSQL asks for the partition key in it: ON CONFLICT has to name all of it, and a row that is"
                        + " looked for without " + division.column() + " is looked for in every partition");
            }
        }
        return words;
    }
}
