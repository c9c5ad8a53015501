package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Rights;
import io.longhaul.activities.live.Trial;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.repartition.swap.Dependents;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds all that stands in the way of a layout, in a transaction that is rolled back: the server itself tries it. */
final class Preflight {

    /** So many rows are put into the new layout, to see that they fit. */
    private static final int ROWS = 1_000;

    private final Transaction transaction;
    private final Plan plan;
    private final LiveTable table;
    private final Division division;
    private final List<String> problems = new ArrayList<>();

    Preflight(Transaction transaction, Plan plan) {
        this.transaction = transaction;
        this.plan = plan;
        this.table = plan.table();
        this.division = plan.division();
    }

    /**
     * @param freeBytes of the server's disk; null where that is not known
     * @throws MigrationException with every problem
     */
    void requireGood(@Nullable Long freeBytes) throws SQLException {
        table();
        room(freeBytes);
        rights();
        layout();
        keys();
        problems.addAll(Dependents.problems(transaction, table, division.layout()));
        if (problems.isEmpty()) {
            tried();
        }
        transaction.giveUp();
        if (!problems.isEmpty()) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "table " + table + " can't be divided so, as " + String.join("; ", problems));
        }
    }

    private void table() throws SQLException {
        if (!table.kind().equals("r") && !table.kind().equals("p")) {
            problems.add("it is no table (kind " + table.kind() + "): name a plain or a partitioned one");
        }
        if (table.key().isEmpty()) {
            problems.add("it has no primary key to find rows by: make a unique index concurrently, then ALTER TABLE ..."
                    + " ADD PRIMARY KEY USING INDEX");
        }
        if (!table.owned()) {
            problems.add("the user of TARGET_URL does not own it: use its owner, or grant the owner's role");
        }
        Made made = new Made(plan);
        if (made.exists(transaction) && !made.isOurs(transaction)) {
            problems.add("there is something named " + plan.made() + " already, which the new table is to be called"
                    + " until it takes the name: rename it");
        }
    }

    /** The backup and the new table. */
    private void room(@Nullable Long freeBytes) {
        if (freeBytes != null && freeBytes / 2 < table.bytes()) {
            problems.add("the server's disk has " + (freeBytes >> 20) + " MB free, and a backup and a copy of it take "
                    + (table.bytes() >> 19) + " MB: make room");
        }
    }

    private void rights() throws SQLException {
        Rights rights = new Rights(transaction);
        problems.addAll(rights.toMake("tables", table.schema()));
        problems.addAll(Backups.missing(transaction, table.schema()));
        if (division.key() != null) {
            problems.addAll(rights.toTry());
        }
    }

    private void layout() {
        Layout layout = division.layout();
        if (layout instanceof Layout.ByList list) {
            if (list.value() == null) {
                requireColumn("of", list.of(), false);
            }
            if (table.column(list.key()).isPresent()) {
                problems.add("it has a column " + list.key()
                        + " already, which the partition key is to be called: name another by repartition.key, or make"
                        + " it plain first, by: none with drop: " + list.key());
            }
        } else if (layout instanceof Layout.ByRange range) {
            requireColumn("of", range.of(), true);
            table.column(range.of())
                    .filter(column ->
                            !column.type().equals("date") && !column.type().startsWith("timestamp"))
                    .ifPresent(column -> problems.add("column " + column.name() + " is of type " + column.type()
                            + ", which has no months: name a date or a timestamp by repartition.of"));
        } else if (layout instanceof Layout.ByHash hash) {
            requireColumn("of", hash.of(), true);
        } else if (division.drop() != null) {
            requireColumn("drop", division.drop(), false);
        }
    }

    private void requireColumn(String setting, String name, boolean notNull) {
        LiveTable.Column column = table.column(name).orElse(null);
        if (column == null) {
            problems.add("it has no column " + name + ": name one of its columns by repartition." + setting);
        } else if (notNull && !column.notNull()) {
            problems.add(
                    "column " + name + " may be NULL, and the primary key is to have it: make it NOT NULL first, by"
                            + " the recipe backfill");
        }
    }

    private void keys() {
        for (TableIndex index : plan.indexes()) {
            if (!index.valid()) {
                problems.add("index " + index.name() + " is not valid: drop it, or build it again");
            }
            boolean lacks = index.unique()
                    && !index.primary()
                    && division.lacking(index).isPresent();
            if (lacks && !plan.aim().widen().contains(index.name())) {
                problems.add("index " + index.name() + " is unique without the partition key " + division.column()
                        + ", which PostgreSQL can't keep: name it in repartition.widen, if it may hold within a partition"
                        + " only, or divide the table by a column of it");
            }
        }
        if (plan.columns().key().isEmpty() && !table.key().isEmpty()) {
            problems.add("its primary key is column " + division.drop() + " alone, which is to be dropped");
        }
    }

    private void tried() throws SQLException {
        Made made = new Made(plan);
        computed();
        try {
            made.create(transaction);
        } catch (SQLException e) {
            problems.add("the new table " + Trial.words(e));
            return;
        }
        for (TableIndex index : plan.newIndexes()) {
            tried("index " + index.name(), index.create(plan.made()));
        }
        Columns columns = plan.columns();
        tried(
                "a row",
                "INSERT INTO " + plan.made() + " (" + columns.names() + ") OVERRIDING SYSTEM VALUE SELECT "
                        + columns.values() + " FROM " + table.aliased() + " LIMIT " + ROWS);
    }

    /** A row's key must be the same for each session and at any time; the server itself knows what is. */
    private void computed() throws SQLException {
        Columns.Computed key = division.key();
        if (key == null) {
            return;
        }
        Trial trial = Trial.of(transaction, table);
        var unused = trial.tried(
                "the partition key " + key.value(),
                "ALTER TABLE " + trial.name() + " ADD COLUMN " + quoted(key.name()) + " integer GENERATED ALWAYS AS ("
                        + key.value() + ") STORED");
        trial.problems()
                .forEach(problem -> problems.add(problem
                        + ": give an expression by repartition.value that depends on the row alone, and neither on the time nor on"
                        + " settings such as the time zone, as created_at AT TIME ZONE 'UTC' does"));
    }

    private void tried(String what, String statement) throws SQLException {
        SQLException failure = transaction.attempt(statement);
        if (failure != null) {
            problems.add(what + " of the new table " + Trial.words(failure));
        }
    }
}
