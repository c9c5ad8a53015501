package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The application's own triggers. The table beside has the same ones, disabled: what is carried over was theirs to see when it was
 * written.
 */
record Triggers() implements Dependent {

    private static final String OURS =
            "('" + ChangeLog.ROWS + "', '" + ChangeLog.TRUNCATION + "', '" + KeyTrigger.NAME + "')";

    private static final String NOT_MOVING =
            "pg_catalog.current_setting('" + KeyTrigger.MOVING + "', true) IS DISTINCT FROM 'on'";

    /** As {@code pg_get_triggerdef} gives it again. */
    private static final String NOT_MOVING_DEPARSED =
            "(current_setting('" + KeyTrigger.MOVING + "'::text, true) IS DISTINCT FROM 'on'::text)";

    /** @param enabled as in {@code pg_trigger.tgenabled} */
    private record Trigger(String name, String definition, String enabled) {

        String set(String table, String state) {
            return "ALTER TABLE " + table
                    + switch (state) {
                        case "D" -> " DISABLE";
                        case "R" -> " ENABLE REPLICA";
                        case "A" -> " ENABLE ALWAYS";
                        default -> " ENABLE";
                    }
                    + " TRIGGER " + quoted(name);
        }

        /** One that does not fire while rows move between partitions. */
        String guarded() {
            int each = definition.indexOf(" FOR EACH ");
            int execute = definition.indexOf(" EXECUTE FUNCTION ", each);
            int when = definition.indexOf(" WHEN (", each);
            if (when < 0 || when > execute) {
                return definition.substring(0, execute) + " WHEN (" + NOT_MOVING + ")" + definition.substring(execute);
            }
            int end = definition.lastIndexOf(") EXECUTE FUNCTION ");
            return definition.substring(0, when) + " WHEN (" + NOT_MOVING + " AND ("
                    + definition.substring(when + " WHEN (".length(), end) + "))" + definition.substring(end + 1);
        }

        String unguarded() {
            return definition.replace(NOT_MOVING_DEPARSED, "true");
        }
    }

    @Override
    public List<String> problems(Transaction transaction, LiveTable table, Layout layout) throws SQLException {
        boolean partitioned = !(layout instanceof Layout.Plain);
        return transaction.rows(
                """
                SELECT 'trigger ' || quote_ident(tgname) || ' of ' || tgrelid::regclass || ' '
                  || CASE WHEN tgrelid <> %1$d THEN 'is a partition''s own: make it one of the table'
                     WHEN tgconstrrelid <> 0 THEN 'names another table: drop it, and make it again afterwards'
                     ELSE 'sees rows and, as a table, all that changed (REFERENCING), which a table with partitions can''t give it:'
                          || ' make it FOR EACH STATEMENT' END
                FROM pg_trigger
                WHERE tgrelid IN %2$s AND NOT tgisinternal AND tgparentid = 0 AND tgname NOT IN %3$s
                  AND (tgrelid <> %1$d OR tgconstrrelid <> 0
                       OR %4$s AND (tgoldtable IS NOT NULL OR tgnewtable IS NOT NULL) AND tgtype & 1 = 1)
                ORDER BY 1""".formatted(table.oid(), Dependents.among(table), OURS, partitioned), row -> row.getString(1));
    }

    @Override
    public Moves moves(Transaction transaction, TablePair pair) throws SQLException {
        TablePair.Side live = pair.live();
        String named = quoted(pair.schema()) + "." + quoted(pair.name());
        String aside = quoted(pair.schema()) + "." + quoted(pair.aside(live, pair.name()));
        Map<String, Trigger> there = of(transaction, pair.oid(live.other())).stream()
                .collect(Collectors.toMap(Trigger::name, trigger -> trigger));
        boolean moving = live == TablePair.Side.ORIGINAL && new KeyTrigger(pair).needed();
        List<String> on = new ArrayList<>();
        for (Trigger trigger : of(transaction, pair.oid(live))) {
            on.add(trigger.set(aside, "D"));
            boolean made = there.remove(trigger.name()) == null;
            if (made) {
                on.add(moving ? trigger.guarded() : trigger.unguarded());
            }
            if (!made || !trigger.enabled().equals("O")) {
                on.add(trigger.set(named, trigger.enabled()));
            }
        }
        // Somebody has dropped them since.
        there.keySet().forEach(name -> on.add("DROP TRIGGER " + quoted(name) + " ON " + named));
        return new Moves(List.of(), List.of(), on);
    }

    private static List<Trigger> of(Transaction transaction, long table) throws SQLException {
        return transaction.rows(
                """
                SELECT tgname, pg_get_triggerdef(oid), tgenabled FROM pg_trigger
                WHERE tgrelid = %d AND NOT tgisinternal AND tgname NOT IN %s ORDER BY 1""".formatted(table, OURS), row -> new Trigger(row.getString(1), row.getString(2), row.getString(3)));
    }
}
