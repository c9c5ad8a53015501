package io.longhaul.activities.backfill;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Operation;
import io.longhaul.activities.live.Trial;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.live.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds all that stands in the way of a spec, in a transaction that is rolled back. */
final class Preflight {

    private final Transaction transaction;
    private final Plan plan;
    private final LiveTable table;
    private final List<String> problems = new ArrayList<>();

    Preflight(Transaction transaction, Plan plan) {
        this.transaction = transaction;
        this.plan = plan;
        this.table = plan.table();
    }

    /**
     * @param freeBytes of the server's disk; null where that is not known
     * @throws MigrationException with every problem
     */
    void requireGood(@Nullable Long freeBytes) throws SQLException {
        kind();
        room(freeBytes);
        problems.addAll(new Permissions(transaction, plan).missing());
        if (problems.isEmpty()) {
            Trial trial = Trial.of(transaction, table);
            trial.takeRows();
            filling(trial);
            trial.empty();
            for (Operation operation : plan.lasting()) {
                // The column that is filled is on the copy already.
                if (!Optional.of(operation).equals(plan.adding())) {
                    operation.check(trial);
                }
            }
            afterSteps(trial);
            problems.addAll(trial.problems());
        }
        transaction.giveUp();
        if (!problems.isEmpty()) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC, "table " + table + " is not changed, as " + String.join("; ", problems));
        }
    }

    private void kind() throws SQLException {
        if (!table.kind().equals("r")) {
            problems.add("it is no plain table (kind " + table.kind()
                    + "): views have no rows of their own, and of a partitioned table name each partition");
        }
        if (table.key().isEmpty()) {
            problems.add("it has no primary key to go along: make a unique index concurrently, then ALTER TABLE ..."
                    + " ADD PRIMARY KEY USING INDEX");
        }
        boolean columns = plan.adding().isPresent()
                || plan.spec().steps().stream()
                        .anyMatch(step -> step instanceof Step.AddColumn
                                || step instanceof Step.DropColumn
                                || step instanceof Step.RenameColumn
                                || step instanceof Step.ChangeType);
        if (columns && transaction.holds("(SELECT relispartition FROM pg_class WHERE oid = " + table.oid() + ")")) {
            problems.add("it is a partition, whose columns are those of its partitioned table: add, rename or drop them"
                    + " there, and fill each partition by a spec without backfill.column.type");
        }
        if (!table.owned()) {
            problems.add("the user of TARGET_URL does not own it: use its owner, or grant the owner's role");
        }
    }

    /** Every row that is filled leaves its old version behind until vacuum comes. */
    private void room(@Nullable Long freeBytes) throws SQLException {
        Filling fill = plan.filling().orElse(null);
        if (fill == null || freeBytes == null) {
            return;
        }
        // Of a column that is filled in part, the rest is what needs room.
        double share = transaction.row(
                "SELECT coalesce((SELECT null_frac FROM pg_stats WHERE schemaname = " + literal(table.schema())
                        + " AND tablename = " + literal(table.name()) + " AND attname = " + literal(fill.column())
                        + "), 1)",
                row -> row.getDouble(1));
        long needed = (long) (table.bytes() * share);
        if (freeBytes < needed) {
            problems.add("the server's disk has " + (freeBytes >> 20) + " MB free, and filling it may take "
                    + (needed >> 20) + " MB: make room");
        }
    }

    private void filling(Trial trial) throws SQLException {
        Filling fill = plan.filling().orElse(null);
        if (fill == null) {
            return;
        }
        boolean there = table.column(fill.column()).isPresent();
        if (fill.type() == null && !there) {
            problems.add("it has no column " + fill.column() + ": give backfill.column.type, and it is added");
            return;
        }
        if (fill.type() != null && there) {
            trial.requireType("backfill.column.type", fill.column(), fill.type());
        }
        writers(fill);
        String column = quoted(fill.column());
        long file = trial.file();
        boolean added = there
                || trial.tried(
                        "backfill.column.type",
                        "ALTER TABLE " + trial.name() + " ADD COLUMN " + column + " " + fill.type());
        if (added && trial.file() != file) {
            problems.add(
                    "backfill.column.type " + fill.type() + " would write every row anew while all others wait: give"
                            + " a type without a default of its own");
        }
        if (fill.defaultValue() != null) {
            var unused = trial.tried(
                    "backfill.column.default",
                    "ALTER TABLE " + trial.name() + " ALTER COLUMN " + column + " SET DEFAULT (" + fill.defaultValue()
                            + ")");
        }
        if (added
                && trial.tried(
                        "backfill.where", "SELECT count(*) FROM " + trial.name() + " WHERE (" + fill.where() + ")")) {
            generated(trial, fill);
            boolean filled = trial.tried(
                    "backfill.value",
                    "UPDATE " + trial.name() + " SET " + column + " = (" + fill.value() + ") WHERE " + fill.lacks());
            if (filled && transaction.holds("EXISTS (SELECT FROM " + trial.name() + " WHERE " + fill.lacks() + ")")) {
                problems.add("backfill.where still selects rows that were filled, so values which are there would be"
                        + " overwritten: add AND " + column + " IS NULL, or what else ends when a row has its value");
            }
        }
    }

    /** A second run, and the verification, ask for the value when all steps are done. */
    private void afterSteps(Trial trial) throws SQLException {
        Filling fill = plan.filling().orElse(null);
        if (fill == null || !trial.problems().isEmpty() || !problems.isEmpty()) {
            return;
        }
        if (!trial.possible("UPDATE " + trial.name() + " SET " + quoted(fill.column()) + " = (" + fill.value()
                + ") WHERE " + fill.lacks())) {
            problems.add("backfill.steps take away what backfill.column, value or where use: give these steps a spec of"
                    + " their own, for afterwards");
        }
    }

    /** They are computed after all triggers. */
    private void generated(Trial trial, Filling fill) throws SQLException {
        if (fill.covering().isEmpty()) {
            return;
        }
        for (String column : trial.columnsOf(fill.value())) {
            if (transaction.holds("EXISTS (SELECT FROM pg_attribute WHERE attrelid = " + table.oid() + " AND attname = "
                    + literal(column) + " AND attgenerated <> '')")) {
                problems.add("backfill.value: column " + column + " is generated, and what fills new rows does not see"
                        + " it: give its expression instead");
            }
        }
    }

    /** Whoever does not know the column would fail as soon as nothing fills it. */
    private void writers(Filling fill) {
        BackfillSpec.Fill asked = plan.spec().column();
        if (asked != null && fill.notNull() && fill.defaultValue() == null && asked.trigger() == null) {
            problems.add(
                    "column " + fill.column() + " is to be NOT NULL without a default, so writers that do not set it"
                            + " would fail once the trigger is removed: give backfill.column.default, or"
                            + " backfill.trigger: keep, or, if all of them set it by then, backfill.trigger: remove");
        }
    }
}
