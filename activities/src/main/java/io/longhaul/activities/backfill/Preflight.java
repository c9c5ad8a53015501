package io.longhaul.activities.backfill;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Operation;
import io.longhaul.activities.live.Trial;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.engine.FailureKind;
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
        if (mayTry()) {
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
            problems.addAll(trial.problems());
        }
        transaction.giveUp();
        if (!problems.isEmpty()) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC, "table " + table + " is not changed, as " + String.join("; ", problems));
        }
    }

    private void kind() {
        if (!table.kind().equals("r")) {
            problems.add("it is no plain table (kind " + table.kind()
                    + "): views have no rows of their own, and of a partitioned table name each partition");
        }
        if (table.key().isEmpty()) {
            problems.add("it has no primary key to go along: make a unique index concurrently, then ALTER TABLE ..."
                    + " ADD PRIMARY KEY USING INDEX");
        }
        if (!table.owned()) {
            problems.add("the user of TARGET_URL does not own it: use its owner, or grant the owner's role");
        }
    }

    /** Every row that is filled leaves its old version behind until vacuum comes. */
    private void room(@Nullable Long freeBytes) {
        if (plan.filling().isPresent() && freeBytes != null && freeBytes < table.bytes()) {
            problems.add(
                    "the server's disk has " + (freeBytes >> 20) + " MB free, and filling it may take as much as it"
                            + " has now, " + (table.bytes() >> 20) + " MB: make room");
        }
    }

    private boolean mayTry() throws SQLException {
        boolean temporary = transaction.holds("has_database_privilege(current_database(), 'TEMPORARY')");
        boolean schema = transaction.holds("CASE WHEN to_regnamespace('longhaul') IS NULL"
                + " THEN has_database_privilege(current_database(), 'CREATE')"
                + " ELSE has_schema_privilege('longhaul', 'CREATE') END");
        if (!temporary) {
            problems.add("the user may not make temporary tables, on which a spec is tried: grant TEMPORARY on the"
                    + " database");
        }
        if (!schema) {
            problems.add(
                    "the user may not make the schema longhaul, where notes are kept: grant CREATE on the database,"
                            + " or make it and grant CREATE on it");
        }
        return temporary && schema && problems.isEmpty();
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
        if (fill.type() != null && there && !sameType(fill)) {
            problems.add("it has a column " + fill.column() + " of another type than backfill.column.type, "
                    + fill.type() + ": give that of the column, or another name");
            return;
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
            var unused = trial.tried(
                    "backfill.value",
                    "UPDATE " + trial.name() + " SET " + column + " = (" + fill.value() + ") WHERE " + fill.lacks());
        }
    }

    private boolean sameType(Filling fill) throws SQLException {
        String is = table.column(fill.column()).orElseThrow().type();
        return transaction.attempt("SELECT CAST(NULL AS " + fill.type() + ")") == null
                && transaction.holds(
                        "pg_typeof(CAST(NULL AS " + fill.type() + ")) = pg_typeof(CAST(NULL AS " + is + "))");
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
