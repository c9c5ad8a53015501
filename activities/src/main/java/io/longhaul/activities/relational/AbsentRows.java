package io.longhaul.activities.relational;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.sqlite.Names;
import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.engine.KeyRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that do not arrive: those whose values do not fit, those that break what the target guarantees, and, as foreign keys
 * demand, their children, and theirs, also where tables refer to each other in a circle. They are found once, however many
 * batches ask, and kept in temporary tables of a session: SQLite has these in a file that ends with it, so that memory stays
 * bounded.
 */
public final class AbsentRows {

    /** Told of a guarantee that SQLite can't be asked about. */
    interface Trouble {
        void with(TablePlan table, Guarantee guarantee, MigrationException error);
    }

    private static final String TEMPORARY = "temp.";
    private static final int INSERTED_AT_ONCE = 500;

    private final SqliteSession session;
    private final List<TablePlan> tables;
    private final Trouble trouble;

    /** How many of each table are known to be absent, by the target's names. */
    private final Map<String, Long> absent = new HashMap<>();

    private AbsentRows(SqliteSession session, List<TablePlan> tables, Trouble trouble) {
        this.session = session;
        this.tables = tables;
        this.trouble = trouble;
    }

    /** Makes the conditions of {@link #ofGuarantee} known to a session, for all rows. */
    public static void find(SqliteSession session, TargetPlan plan) {
        find(session, plan.tables(), (table, guarantee, error) -> {
            throw error;
        });
    }

    static void find(SqliteSession session, List<TablePlan> tables, Trouble trouble) {
        RowFunctions.define(session, tables);
        new AbsentRows(session, tables, trouble).find();
    }

    /** Hands the keys of a range that break a table's guarantees to another session, where nothing else is known then. */
    static void copy(SqliteSession from, SqliteSession to, TablePlan table, KeyRange range) {
        RowKeys keys = table.rowKeys();
        for (Guarantee guarantee : table.broken()) {
            String name = broken(table, guarantee);
            create(to, table, name);
            List<String> some = new ArrayList<>();
            new TableReader(from, keys).readWhere(range, ofGuarantee(table, guarantee), row -> {
                String values = keys.values(keys.of(row));
                some.add(keys.columns().size() == 1 ? "(" + values + ")" : values);
                if (some.size() == INSERTED_AT_ONCE) {
                    insert(to, table, name, some);
                }
                return true;
            });
            insert(to, table, name, some);
        }
    }

    private static void insert(SqliteSession session, TablePlan table, String name, List<String> values) {
        if (!values.isEmpty()) {
            session.execute(doing(table), "INSERT INTO " + name + " VALUES " + String.join(", ", values));
            values.clear();
        }
    }

    /** A condition for rows of the table that break a guarantee. */
    static String ofGuarantee(TablePlan table, Guarantee guarantee) {
        RowKeys keys = table.rowKeys();
        return keys.tuple() + " IN (SELECT " + keys.list() + " FROM " + broken(table, guarantee) + ")";
    }

    /** Where a session has the keys of a table's rows that do not arrive. */
    static String ofTable(String source) {
        return TEMPORARY + Names.quoted("longhaul absent " + source);
    }

    private static String broken(TablePlan table, Guarantee guarantee) {
        return TEMPORARY + Names.quoted("longhaul broken " + table.source() + "/" + guarantee.name());
    }

    /** Columns of the same affinity as the table's, without which SQLite would use no index where it compares them. */
    private static void create(SqliteSession session, TablePlan table, String name) {
        RowKeys keys = table.rowKeys();
        String unquoted = name.substring(TEMPORARY.length());
        String index = unquoted.substring(0, unquoted.length() - 1) + " key\"";
        session.execute(
                doing(table),
                "CREATE TABLE " + name + " AS SELECT " + keys.list() + " FROM main." + Names.quoted(table.source())
                        + " WHERE 0",
                "CREATE UNIQUE INDEX " + TEMPORARY + index + " ON " + unquoted + " (" + keys.list() + ")");
    }

    private static String doing(TablePlan table) {
        return "table " + table.source();
    }

    private void find() {
        for (TablePlan table : tables) {
            create(session, table, ofTable(table.source()));
            for (Guarantee guarantee : table.broken()) {
                create(session, table, broken(table, guarantee));
            }
            if (table.misfits() != null) {
                insert(table, ofTable(table.source()), table.misfits());
            }
            count(table);
        }
        Map<String, Long> asked = new HashMap<>();
        boolean again = true;
        while (again) {
            again = false;
            for (TablePlan table : tables) {
                for (Guarantee guarantee : table.broken()) {
                    long parents = absentParents(guarantee);
                    Long before = asked.put(broken(table, guarantee), parents);
                    again |= (before == null || before != parents) && ask(table, guarantee);
                }
            }
        }
    }

    /** What a row breaks by itself is asked for once; what its parents do to it again, as more of them turn out absent. */
    private long absentParents(Guarantee guarantee) {
        return guarantee instanceof ConstraintPlan constraint && constraint.references() != null
                ? absent.getOrDefault(constraint.references(), 0L)
                : 0;
    }

    /** Whether more rows are absent now. */
    private boolean ask(TablePlan table, Guarantee guarantee) {
        String name = broken(table, guarantee);
        try {
            insert(table, name, String.valueOf(guarantee.violations()));
        } catch (MigrationException e) {
            trouble.with(table, guarantee, e);
            return false;
        }
        session.execute(doing(table), "INSERT OR IGNORE INTO " + ofTable(table.source()) + " SELECT * FROM " + name);
        return count(table);
    }

    private void insert(TablePlan table, String name, @Nullable String condition) {
        session.execute(
                doing(table),
                "INSERT OR IGNORE INTO " + name + " SELECT " + table.rowKeys().list() + " FROM main."
                        + Names.quoted(table.source()) + " WHERE " + condition);
    }

    private boolean count(TablePlan table) {
        long rows = session.number(doing(table), "SELECT count(*) FROM " + ofTable(table.source()));
        Long before = absent.put(table.target(), rows);
        return before != null && rows > before;
    }
}
