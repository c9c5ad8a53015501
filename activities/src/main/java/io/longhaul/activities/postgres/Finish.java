package io.longhaul.activities.postgres;

import io.longhaul.activities.postgres.Bookkeeping.Made;
import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.ConstraintPlan.Kind;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.EditedDdl;
import io.longhaul.activities.relational.IndexPlan;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.relational.TriggerPlan;
import io.longhaul.activities.relational.ViewPlan;
import io.longhaul.workflows.engine.JobId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Makes of copied tables what they are to be: keys, indexes, checks, sequences, foreign keys, views. Each step is a
 * transaction of its own, and skipped where its result is there, so that a run that was cut off goes on where it was. Steps
 * of different tables may run at the same time; foreign keys come after the keys of all tables, views last.
 */
public final class Finish {

    private final TargetDatabase target;
    private final TargetPlan plan;
    private final Ddl ddl;
    private final Bookkeeping bookkeeping;

    public Finish(TargetDatabase target, TargetPlan plan, JobId job) {
        this.target = target;
        this.plan = plan;
        this.ddl = new Ddl(plan);
        this.bookkeeping = new Bookkeeping(plan.quarantine(), job);
    }

    /** Everything, one after the other. */
    public void run(Watch watch) {
        plan.tables().forEach(table -> table(table, watch));
        plan.tables().forEach(table -> foreignKeys(table, watch));
        views(watch);
    }

    /** What looks at one table alone. */
    public void table(TablePlan table, Watch watch) {
        if (plan.edited() == null) {
            constraints(table, Kind.PRIMARY_KEY, watch);
            constraints(table, Kind.UNIQUE, watch);
            table.indexes().forEach(index -> index(table, index, watch));
            constraints(table, Kind.CHECK, watch);
        }
        // These change nothing when they are repeated.
        String sequence = ddl.setSequence(table);
        step("numbering new rows of table " + table.target(), watch, transaction -> {
            if (sequence != null) {
                transaction.execute(sequence);
            }
            if (plan.edited() == null) {
                transaction.execute(ddl.comment(table));
            }
            transaction.execute("ANALYZE " + ddl.name(table));
            return table;
        });
    }

    public void foreignKeys(TablePlan table, Watch watch) {
        if (plan.edited() == null) {
            constraints(table, Kind.FOREIGN_KEY, watch);
        }
    }

    /**
     * Views, or all that the user's own DDL has for after the copy, in its order; and triggers, which are for the rows to
     * come.
     */
    public void views(Watch watch) {
        plan.views().forEach(view -> view(view, watch));
        plan.triggers().forEach(trigger -> trigger(trigger, watch));
        EditedDdl edited = plan.edited();
        if (edited != null) {
            EditedStatements statements = new EditedStatements(plan, bookkeeping);
            for (int i = 0; i < edited.after().size(); i++) {
                int place = i;
                String statement = edited.after().get(i);
                step("running \"" + EditedDdl.beginning(statement) + "\" of the edited DDL", watch, transaction -> {
                    statements.once(transaction, place, statement);
                    return place;
                });
            }
        }
    }

    private void constraints(TablePlan table, Kind kind, Watch watch) {
        for (ConstraintPlan constraint : table.constraints()) {
            if (constraint.kind() != kind) {
                continue;
            }
            String doing = "making constraint " + constraint.name() + " of table " + table.target();
            step(doing, watch, transaction -> {
                if (!valid(transaction, table).containsKey(constraint.name())) {
                    transaction.execute(ddl.addConstraint(table, constraint));
                }
                return table;
            });
            // Of its own, as it holds a weaker lock than adding.
            String validate = ddl.validate(table, constraint);
            if (validate != null) {
                step(doing, watch, transaction -> {
                    if (!Boolean.TRUE.equals(valid(transaction, table).get(constraint.name()))) {
                        transaction.execute(validate);
                    }
                    return table;
                });
            }
        }
    }

    private Map<String, Boolean> valid(Transaction transaction, TablePlan table) {
        return Catalog.constraints(transaction.sql(), plan.schema(), table.target());
    }

    private void index(TablePlan table, IndexPlan index, Watch watch) {
        step("making index " + index.name() + " of table " + table.target(), watch, transaction -> {
            List<String> there = Catalog.indexes(transaction.sql(), plan.schema(), table.target());
            if (!there.contains(index.name())) {
                transaction.execute(ddl.createIndex(table, index));
            }
            return index;
        });
    }

    private void view(ViewPlan view, Watch watch) {
        step("making view " + view.name(), watch, transaction -> {
            if (Catalog.relation(transaction.sql(), plan.schema(), view.name()).isEmpty()) {
                String sql = ddl.createView(view);
                transaction.execute(sql);
                OptionalLong oid = Catalog.relation(transaction.sql(), plan.schema(), view.name());
                bookkeeping.noteMade(
                        transaction, new Made(Preparation.VIEW, plan.schema(), view.name(), oid.orElseThrow(), sql));
            }
            return view;
        });
    }

    private void trigger(TriggerPlan trigger, Watch watch) {
        step("making trigger " + trigger.name() + " of table " + trigger.table(), watch, transaction -> {
            if (Catalog.function(transaction.sql(), plan.schema(), trigger.name())
                    .isEmpty()) {
                String sql = ddl.createFunction(trigger);
                transaction.execute(sql);
                transaction.execute(ddl.createTrigger(trigger));
                OptionalLong oid = Catalog.function(transaction.sql(), plan.schema(), trigger.name());
                bookkeeping.noteMade(
                        transaction,
                        new Made(Preparation.FUNCTION, plan.schema(), trigger.name(), oid.orElseThrow(), sql));
            }
            return trigger;
        });
    }

    private void step(String doing, Watch watch, TargetDatabase.Work<?> step) {
        target.transaction(doing, watch, transaction -> {
            // An attempt that was given up may still be at it: what it makes is looked for after it.
            Catalog.lock(transaction.sql(), doing);
            return step.in(transaction);
        });
    }
}
