package io.longhaul.activities.postgres;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.Bookkeeping.Made;
import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.EditedDdl;
import io.longhaul.activities.relational.IndexPlan;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.relational.TriggerPlan;
import io.longhaul.activities.relational.ViewPlan;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes bare tables, their quarantine and the bookkeeping, in one transaction. Run again it finds what it has made; a table
 * that somebody else made is left alone, and named in an error.
 */
public final class Preparation {

    static final String TABLE = "table";
    static final String VIEW = "view";
    static final String FUNCTION = "function";

    private final TargetDatabase target;
    private final TargetPlan plan;
    private final Ddl ddl;
    private final Bookkeeping bookkeeping;

    public Preparation(TargetDatabase target, TargetPlan plan, JobId job) {
        this.target = target;
        this.plan = plan;
        this.ddl = new Ddl(plan);
        this.bookkeeping = new Bookkeeping(plan.quarantine(), job);
    }

    public void run(Watch watch) {
        target.transaction("preparing schema " + plan.schema(), watch, transaction -> {
            Catalog.lock(transaction.sql());
            List<Made> schemas = new ArrayList<>();
            schema(transaction, plan.schema(), ddl.createSchema(), schemas);
            schema(transaction, plan.quarantine(), ddl.createQuarantineSchema(), schemas);
            bookkeeping.create(transaction);
            schemas.forEach(made -> bookkeeping.noteMade(transaction, made));
            tables(transaction);
            return plan;
        });
    }

    private static void schema(Transaction transaction, String name, String sql, List<Made> made) throws SQLException {
        if (Catalog.schema(transaction.sql(), name).isEmpty()) {
            transaction.execute(sql);
            long oid = Catalog.schema(transaction.sql(), name).orElseThrow();
            made.add(new Made(Bookkeeping.SCHEMA, name, name, oid, sql));
        }
    }

    private void tables(Transaction transaction) throws SQLException {
        Map<Long, Made> own = new HashMap<>();
        bookkeeping.made(transaction).forEach(made -> own.put(made.oid(), made));
        requireNothingOfEarlierJobs(transaction, own);
        List<String> problems = new ArrayList<>();
        EditedDdl edited = plan.edited();
        if (edited != null) {
            edited(transaction, own, edited, problems);
        }
        for (TablePlan table : plan.tables()) {
            if (edited == null) {
                make(transaction, own, plan.schema(), table.target(), ddl.createTable(table), problems);
            }
            make(transaction, own, plan.quarantine(), table.target(), Quarantine.create(plan, table), problems);
        }
        for (TablePlan table : plan.tables()) {
            laterNames(transaction, table, problems);
        }
        for (ViewPlan view : plan.views()) {
            OptionalLong oid = Catalog.relation(transaction.sql(), plan.schema(), view.name());
            if (oid.isPresent() && !own.containsKey(oid.getAsLong())) {
                problems.add(taken(plan.schema(), view.name()));
            }
        }
        for (TriggerPlan trigger : plan.triggers()) {
            OptionalLong oid = Catalog.function(transaction.sql(), plan.schema(), trigger.name());
            if (oid.isPresent() && !own.containsKey(oid.getAsLong())) {
                problems.add(taken(plan.schema(), trigger.name()));
            }
        }
        if (!problems.isEmpty()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "PostgreSQL at " + target.address() + " can't be prepared: " + String.join("; ", problems));
        }
    }

    /** All of its tables come in one transaction, so either all of them are there or none. */
    private void edited(Transaction transaction, Map<Long, Made> own, EditedDdl edited, List<String> problems)
            throws SQLException {
        Map<String, Long> there = Catalog.relations(transaction.sql(), plan.schema(), 'r');
        List<String> names = plan.tables().stream()
                .map(TablePlan::target)
                .filter(there::containsKey)
                .toList();
        names.stream()
                .filter(name -> !own.containsKey(there.get(name)))
                .forEach(name -> problems.add(taken(plan.schema(), name)));
        if (names.isEmpty()) {
            EditedStatements statements = new EditedStatements(plan, bookkeeping);
            for (String statement : edited.before()) {
                statements.run(transaction, statement);
            }
        }
    }

    private void requireNothingOfEarlierJobs(Transaction transaction, Map<Long, Made> own) {
        Set<Long> others = bookkeeping.madeByAny(transaction, TABLE).stream()
                .map(Made::oid)
                .filter(oid -> !own.containsKey(oid))
                .collect(Collectors.toSet());
        List<String> inTheWay = plan.tables().stream()
                .map(TablePlan::target)
                .filter(name -> Catalog.relation(transaction.sql(), plan.schema(), name).stream()
                        .anyMatch(others::contains))
                .toList();
        if (!inTheWay.isEmpty()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "schema " + plan.schema() + " of PostgreSQL at " + target.address() + " holds "
                            + (inTheWay.size() == 1 ? "a table" : inTheWay.size() + " tables")
                            + " that an earlier run made, such as " + inTheWay.get(0)
                            + ": remove what it made with reset, or name another schema");
        }
    }

    private void make(
            Transaction transaction, Map<Long, Made> own, String schema, String name, String sql, List<String> problems)
            throws SQLException {
        OptionalLong oid = Catalog.relation(transaction.sql(), schema, name);
        if (oid.isEmpty()) {
            transaction.execute(sql);
            long made = Catalog.relation(transaction.sql(), schema, name).orElseThrow();
            bookkeeping.noteMade(transaction, new Made(TABLE, schema, name, made, sql));
            return;
        }
        Made made = own.get(oid.getAsLong());
        if (made == null) {
            problems.add(taken(schema, name));
        } else if (!made.definition().equals(sql)) {
            problems.add("table " + schema + "." + name
                    + " was made by this job with another plan: reset the target, and run again");
        }
    }

    private static String taken(String schema, String name) {
        return schema + "." + name
                + " is there already and was not made by this job: drop it, rename the table by a rule, or name another"
                + " schema";
    }

    /** Names of indexes and keys are found taken now, and not after hours of copying. */
    private void laterNames(Transaction transaction, TablePlan table, List<String> problems) {
        List<String> names =
                new ArrayList<>(table.indexes().stream().map(IndexPlan::name).toList());
        table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintPlan.Kind.PRIMARY_KEY
                        || constraint.kind() == ConstraintPlan.Kind.UNIQUE)
                .map(ConstraintPlan::name)
                .forEach(names::add);
        List<String> ours = Catalog.indexes(transaction.sql(), plan.schema(), table.target());
        for (String name : names) {
            if (!ours.contains(name)
                    && Catalog.relation(transaction.sql(), plan.schema(), name).isPresent()) {
                problems.add(taken(plan.schema(), name));
            }
        }
    }
}
