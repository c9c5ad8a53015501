package io.longhaul.activities.postgres;

import io.longhaul.activities.postgres.Bookkeeping.Made;
import io.longhaul.activities.relational.EditedDdl;
import io.longhaul.activities.relational.TargetPlan;
import java.sql.SQLException;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Runs statements of a user's own DDL, and notes the tables, views and functions of triggers that they
 * make, so that a reset finds them.
 */
final class EditedStatements {

    private static final String STATEMENT = "statement";

    private final TargetPlan plan;
    private final Bookkeeping bookkeeping;

    EditedStatements(TargetPlan plan, Bookkeeping bookkeeping) {
        this.plan = plan;
        this.bookkeeping = bookkeeping;
    }

    void run(Transaction transaction, String statement) throws SQLException {
        Map<String, Long> tables = relations(transaction.sql(), 'r');
        Map<String, Long> views = relations(transaction.sql(), 'v');
        Map<String, Long> functions = Catalog.functions(transaction.sql(), plan.schema());
        transaction.execute(statement);
        note(transaction, Preparation.TABLE, tables, relations(transaction.sql(), 'r'), statement);
        note(transaction, Preparation.VIEW, views, relations(transaction.sql(), 'v'), statement);
        note(
                transaction,
                Preparation.FUNCTION,
                functions,
                Catalog.functions(transaction.sql(), plan.schema()),
                statement);
    }

    /** The same, unless it was done before; what it is known by is its place in the file, and how it begins. */
    void once(Transaction transaction, int place, String statement) throws SQLException {
        String name = place + ": " + EditedDdl.beginning(statement);
        boolean done = bookkeeping.made(transaction).stream()
                .anyMatch(made -> made.kind().equals(STATEMENT)
                        && made.schema().equals(plan.schema())
                        && made.name().equals(name));
        if (!done) {
            run(transaction, statement);
            bookkeeping.noteMade(transaction, new Made(STATEMENT, plan.schema(), name, 0, statement));
        }
    }

    private void note(
            Transaction transaction, String kind, Map<String, Long> before, Map<String, Long> after, String statement) {
        after.forEach((name, oid) -> {
            if (!before.containsValue(oid)) {
                bookkeeping.noteMade(transaction, new Made(kind, plan.schema(), name, oid, statement));
            }
        });
    }

    private Map<String, Long> relations(Handle sql, char kind) {
        return Catalog.relations(sql, plan.schema(), kind);
    }
}
