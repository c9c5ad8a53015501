package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.repartition.Columns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gives rows the columns that are computed, where the application does not know them. PostgreSQL chooses the partition before
 * any trigger, so a row is moved after it was written, in the same statement: the application sees neither more rows nor fewer.
 * The table's other triggers do not fire for the move.
 */
final class KeyTrigger {

    /** Is {@code on} while a row moves. */
    static final String MOVING = "longhaul.moving";

    /** After the application's triggers, and after those that look at foreign keys. */
    static final String NAME = "zz_longhaul_key";

    private final TablePair pair;

    KeyTrigger(TablePair pair) {
        this.pair = pair;
    }

    /** Whether rows have anything that their writers need not know. */
    boolean needed() {
        return !pair.columns().computed().isEmpty();
    }

    private static String function(long table) {
        return "longhaul." + quoted("key_" + table);
    }

    void create(Transaction transaction) throws SQLException {
        if (!needed()) {
            return;
        }
        String path = transaction.row(
                "SELECT concat_ws(', ', nullif(current_setting('search_path'), ''), 'pg_temp')",
                row -> row.getString(1));
        transaction.execute("""
                CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = %2$s AS %4$s;
                CREATE OR REPLACE TRIGGER %5$s AFTER INSERT OR UPDATE ON %6$s FOR EACH ROW
                WHEN (pg_catalog.current_setting('%7$s', true) IS DISTINCT FROM 'on'
                      AND pg_catalog.current_setting('%3$s', true) IS DISTINCT FROM 'on')
                EXECUTE FUNCTION %1$s()""".formatted(
                        function(pair.made()),
                        path,
                        MOVING,
                        literal(body()),
                        NAME,
                        pair.table(TablePair.Side.MADE),
                        ChangeLog.CARRYING));
    }

    /**
     * The table by its oid, as it may be renamed; the row by its key and by where it is. That it moves is set for the moment only,
     * and in the body: of a function itself none but a superuser may set it.
     */
    private String body() {
        List<String> computed =
                pair.columns().computed().stream().map(Columns.Computed::name).toList();
        List<String> found = new ArrayList<>(pair.columns().key());
        found.addAll(computed);
        List<String> set = new ArrayList<>();
        List<String> where = new ArrayList<>();
        computed.forEach(name -> set.add(quoted(name) + " = $" + (set.size() + 1)));
        found.forEach(name -> where.add(quoted(name) + " = $" + (set.size() + where.size() + 1)));
        String move =
                "UPDATE %s SET " + escaped(String.join(", ", set)) + " WHERE " + escaped(String.join(" AND ", where));
        return """
                #variable_conflict use_column
                DECLARE
                  wanted record;
                BEGIN
                  SELECT %1$s INTO wanted FROM (SELECT NEW.*) AS %2$s;
                  IF %3$s THEN
                    PERFORM pg_catalog.set_config('%8$s', 'on', true);
                    EXECUTE format(%4$s, %5$d::regclass) USING %6$s, %7$s;
                    PERFORM pg_catalog.set_config('%8$s', '', true);
                  END IF;
                  RETURN NULL;
                END""".formatted(
                pair.columns().computed().stream()
                        .map(column -> "(" + column.value() + ") AS " + quoted(column.name()))
                        .collect(Collectors.joining(", ")),
                quoted(pair.name()),
                joined(computed, " OR ", name -> "NEW." + quoted(name) + " IS DISTINCT FROM wanted." + quoted(name)),
                literal(move),
                pair.made(),
                joined(computed, ", ", name -> "wanted." + quoted(name)),
                joined(found, ", ", name -> "NEW." + quoted(name)),
                MOVING);
    }

    private static String joined(List<String> names, String by, Function<String, String> sql) {
        return names.stream().map(sql).collect(Collectors.joining(by));
    }

    /** For {@code format}, in which a percent sign means something. */
    private static String escaped(String sql) {
        return sql.replace("%", "%%");
    }

    /** From a table that is given up. Where that was dropped, its function is all that is left. */
    static void remove(Transaction transaction, long table) throws SQLException {
        transaction.execute("DROP FUNCTION IF EXISTS " + function(table) + "() CASCADE");
    }
}
