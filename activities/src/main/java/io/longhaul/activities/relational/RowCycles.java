package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.Names;
import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.Severity;
import java.util.ArrayList;
import java.util.List;

/** Rows of a table that refers to itself which lead back to themselves, or to such: a tree that never ends. */
final class RowCycles {

    private final SqliteSession session;
    private final TablePlan table;
    private final RowKeys keys;

    RowCycles(SqliteSession session, TablePlan table, RowKeys keys) {
        this.session = session;
        this.table = table;
        this.keys = keys;
    }

    List<Issue> find() {
        List<Issue> issues = new ArrayList<>();
        for (ConstraintPlan constraint : table.constraints()) {
            boolean ofItself = table.target().equals(constraint.references())
                    && constraint.columns().size() == 1;
            if (ofItself) {
                find(constraint, issues);
            }
        }
        return issues;
    }

    private void find(ConstraintPlan constraint, List<Issue> issues) {
        String child = source(constraint.columns().get(0));
        String parent = source(constraint.referenced().get(0));
        Tally tally = new Tally();
        new TableReader(session, keys).readWhere(condition(child, parent), row -> {
            tally.add(keys, row);
            return true;
        });
        if (tally.rows() > 0) {
            issues.add(new Issue(
                    IssueKind.ROW_CYCLE,
                    table.source(),
                    child,
                    constraint.name(),
                    tally.rows(),
                    tally.examples(),
                    Severity.MED,
                    "they are their own ancestors, or descend from such: PostgreSQL takes them, and whoever walks the tree"
                            + " walks for ever",
                    false,
                    null,
                    null));
        }
    }

    /** Whatever no walk from the roots reaches. */
    private String condition(String child, String parent) {
        String rows = "main." + Names.quoted(table.source());
        String up = Names.quoted(child);
        String id = Names.quoted(parent);
        return up + " IS NOT NULL AND " + id + " NOT IN (WITH RECURSIVE reached(id) AS (SELECT " + id + " FROM " + rows
                + " AS r WHERE " + id + " IS NOT NULL AND (" + up + " IS NULL OR NOT EXISTS (SELECT 1 FROM " + rows
                + " AS p WHERE p." + id + " = r." + up + ")) UNION SELECT c." + id + " FROM reached JOIN " + rows
                + " AS c ON c." + up + " = reached.id) SELECT id FROM reached WHERE id IS NOT NULL)";
    }

    private String source(String target) {
        return table.columns().stream()
                .filter(column -> column.target().equals(target))
                .map(ColumnPlan::source)
                .filter(source -> source != null)
                .findFirst()
                .orElseThrow();
    }
}
