package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.workflows.live.IndexSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Beside the writers. One that a failure, a cancel or a killed worker has left invalid is dropped and built again. */
public record BuildIndex(IndexSpec index) implements Operation {

    @Override
    public String title() {
        return "build index " + index.name();
    }

    private String create(String manner, String table) {
        return "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + manner + quoted(index.name()) + " ON " + table
                + " USING " + (index.method() == null ? "btree" : index.method()) + " ("
                + String.join(", ", index.on()) + ")" + (index.where() == null ? "" : " WHERE " + index.where());
    }

    @Override
    public void check(Trial trial) throws SQLException {
        String wanted = trial.definition(title(), create("", trial.name()));
        String there = trial.existing(index.name());
        if (there == null && trial.taken(index.name())) {
            trial.problem(title() + ": the schema of table " + trial.table() + " has something else of that name: give"
                    + " this one another");
        }
        if (wanted != null && there != null && !wanted.equals(there)) {
            trial.problem(title() + ": table " + trial.table() + " has an index of that name over something else,"
                    + " namely" + there + ": drop it, or give this one another name");
        }
    }

    @Override
    public List<Action> actions(LiveTable table) {
        return List.of(
                endOrphan(table, index.name()),
                dropInvalid(table, index.name()),
                Action.alone(create("CONCURRENTLY ", table.quotedName()), isValid(table, index.name())));
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(
                endOrphan(table, index.name()), drop(table, index.name(), Action.not(exists(table, index.name()))));
    }

    /** What was left by a worker that is gone may still be at work, and would build what is dropped. */
    static Action endOrphan(LiveTable table, String index) {
        String orphans = "FROM pg_stat_progress_create_index p JOIN pg_stat_activity a ON a.pid = p.pid"
                + " JOIN pg_class c ON c.oid = p.index_relid WHERE p.relid = " + table.oid() + " AND c.relname = "
                + literal(index) + " AND a.application_name = 'longhaul' AND p.pid <> pg_backend_pid()";
        return Action.calm("SELECT pg_terminate_backend(p.pid) " + orphans, "NOT EXISTS (SELECT " + orphans + ")");
    }

    static Action dropInvalid(LiveTable table, String index) {
        return drop(table, index, Action.not(exists(table, index)) + " OR " + isValid(table, index));
    }

    private static Action drop(LiveTable table, String index, String unless) {
        return Action.alone(
                "DROP INDEX CONCURRENTLY IF EXISTS " + quoted(table.schema()) + "." + quoted(index), unless);
    }

    private static String exists(LiveTable table, String index) {
        return "EXISTS (SELECT FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = " + table.oid()
                + " AND relname = " + literal(index) + ")";
    }

    static String isValid(LiveTable table, String index) {
        return "EXISTS (SELECT FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = " + table.oid()
                + " AND relname = " + literal(index) + " AND indisvalid)";
    }

    @Override
    public List<Action> withdrawal(LiveTable table) {
        return undo(table);
    }

    /** What it is over, one by one and without order or operator class, as the catalog says it while it is there. */
    String expressions(LiveTable table) {
        return "SELECT pg_get_indexdef(indexrelid, n, true) FROM pg_index JOIN pg_class c ON c.oid = indexrelid,"
                + " generate_series(1, indnkeyatts) n WHERE indrelid = " + table.oid() + " AND relname = "
                + literal(index.name()) + " ORDER BY n";
    }

    /** Up to five groups of keys whose rows a unique index can't hold both, and up to three keys of each. */
    String duplicates(LiveTable table, List<String> expressions) {
        String columns = String.join(", ", expressions);
        String notNull =
                expressions.stream().map(on -> "(" + on + ") IS NOT NULL").collect(Collectors.joining(" AND "));
        return """
                SELECT string_agg(key, ' and ' ORDER BY place) || CASE WHEN max(times) > 3
                                                                 THEN ' and ' || max(times) - 3 || ' more' ELSE '' END
                FROM (SELECT left(array_to_string(%s, ','), 100) AS key, row_number() OVER w AS place,
                             count(*) OVER (PARTITION BY %s) AS times, dense_rank() OVER (ORDER BY %s) AS same
                      FROM %s WHERE %s%s WINDOW w AS (PARTITION BY %s ORDER BY %s)) d
                WHERE times > 1 AND place <= 3 GROUP BY same ORDER BY same LIMIT 5""".formatted(
                        new Keyset(table).asTexts(),
                        columns,
                        columns,
                        table.aliased(),
                        notNull,
                        index.where() == null ? "" : " AND (" + index.where() + ")",
                        columns,
                        new Keyset(table).columns());
    }
}
