package io.longhaul.activities.backfill;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.Keyset;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Operation;
import io.longhaul.activities.live.Trial;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.Verification;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at every row in one snapshot, while others write. A row that was filled and not written since must have what the
 * expression gives; PostgreSQL keeps in each row who has written it last, so those are known exactly.
 */
final class FillVerification {

    private static final int EXAMPLES = 5;

    /** Types that have no equality; their texts have. */
    private static final Set<String> WITHOUT_EQUALITY = Set.of("json", "xml", "point");

    private final Transaction transaction;
    private final Plan plan;
    private final LiveTable table;
    private final BatchLog log;
    private final List<Check> checks = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();

    FillVerification(Transaction transaction, Plan plan, BatchLog log) {
        this.transaction = transaction;
        this.plan = plan;
        this.table = plan.table();
        this.log = log;
    }

    Verification run() throws SQLException {
        Optional<Filling> filling = plan.filling().or(() -> Filling.ofSwapped(plan.spec(), table));
        if (filling.isPresent()) {
            rows(filling.get());
        }
        operations();
        return new Verification(checks, examples);
    }

    /** @param whole whether the value could be asked for; it can't where it fails for a row */
    private record Rows(long all, long lacking, long later, long ours, long off, boolean whole) {}

    private void rows(Filling fill) throws SQLException {
        String row = quoted(table.name());
        String ours = log.wrote(row);
        String off = "(" + ours + ") AND " + differs(fill);
        String later = later(row);
        String counting = "SELECT count(*), count(*) FILTER (WHERE %1$s), count(*) FILTER (WHERE %1$s AND " + later
                + "), count(*) FILTER (WHERE " + ours + "), count(*) FILTER (WHERE %2$s), %3$s FROM " + table.aliased();
        Rows rows = transaction
                .rows(
                        counting.formatted(fill.lacks(), off, true),
                        counting.formatted(fill.lacksAny(), false, false),
                        found -> new Rows(
                                found.getLong(1),
                                found.getLong(2),
                                found.getLong(3),
                                found.getLong(4),
                                found.getLong(5),
                                found.getBoolean(6)))
                .get(0);
        long wrong = rows.lacking() - rows.later();
        checks.add(new Check("rows have their value", rows.all() - rows.later(), wrong, true));
        if (rows.later() > 0) {
            checks.add(new Check(
                    "rows written since the trigger was removed have one", rows.later(), rows.later(), false));
        }
        boolean decisive = alwaysTheSame(fill);
        if (rows.ours() > 0 && rows.whole()) {
            checks.add(new Check(
                    "rows filled and not written since have what the expression gives",
                    rows.ours(),
                    rows.off(),
                    decisive));
        }
        examples("has no value", wrong, (rows.whole() ? fill.lacks() : fill.lacksAny()) + " AND NOT (" + later + ")");
        examples("has another value than the expression gives", rows.off(), off);
    }

    private String differs(Filling fill) {
        String column = quoted(fill.column());
        String type = table.column(fill.column()).orElseThrow().type();
        String value = "CAST((" + fill.value() + ") AS " + type + ")";
        return WITHOUT_EQUALITY.contains(type)
                ? column + "::text IS DISTINCT FROM " + value + "::text"
                : column + " IS DISTINCT FROM " + value;
    }

    /** Whether a row was written when nothing filled new rows any more, as a condition. */
    private String later(String row) throws SQLException {
        if (plan.covering().isEmpty()) {
            return "false";
        }
        return transaction
                .rows(
                        "SELECT undone_by FROM longhaul.change WHERE job = '"
                                + log.job().value() + "' AND title = "
                                + literal(plan.covering().get().title())
                                + " AND undone_by IS NOT NULL",
                        found -> found.getLong(1))
                .stream()
                .findFirst()
                .map(xid -> "age(" + row + ".xmin) <= age('" + xid + "'::xid)")
                .orElse("false");
    }

    /** An expression over the row alone; what looks elsewhere, or at a clock, may give something else by now. */
    private boolean alwaysTheSame(Filling fill) throws SQLException {
        Trial trial = Trial.of(transaction, table);
        String type = table.column(fill.column()).orElseThrow().type();
        return trial.possible("ALTER TABLE " + trial.name() + " ADD COLUMN longhaul_probe " + type
                + " GENERATED ALWAYS AS (" + fill.value() + ") STORED");
    }

    private void examples(String what, long wrong, String condition) throws SQLException {
        if (wrong > 0) {
            Keyset keys = new Keyset(table);
            transaction
                    .rows(
                            "SELECT " + keys.asTexts() + " FROM " + table.aliased() + " WHERE " + condition
                                    + " ORDER BY " + keys.columns() + " LIMIT " + EXAMPLES,
                            row -> Keyset.read(row, 1))
                    .forEach(key -> examples.add("row " + key + " " + what));
        }
    }

    private void operations() throws SQLException {
        List<Operation> lasting = plan.lasting();
        long missing = 0;
        for (Operation operation : lasting) {
            if (!transaction.holds(operation.done(table))) {
                missing++;
                examples.add(operation.title() + " is not done, or not valid");
            }
        }
        if (!lasting.isEmpty()) {
            checks.add(new Check("changes are there and valid", lasting.size(), missing, true));
        }
        if (plan.covering().isPresent() && !plan.filling().orElseThrow().keepTrigger()) {
            boolean there = transaction.holds(plan.covering().get().exists(table));
            checks.add(new Check("triggers of ours are removed", 1, there ? 1 : 0, true));
        }
    }
}
