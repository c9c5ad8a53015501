package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.fitting;
import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import java.util.List;

/**
 * A trigger that gives rows their value as they are written. It is the last of the table's, so it sees what the others made; a
 * value that can't be computed leaves the row as it is, as no writer may fail of it.
 *
 * @param lacks which rows lack their value
 * @param updates whether rows that are updated get theirs anew, too
 */
public record FillNewRows(String column, String value, String lacks, boolean updates) implements Operation {

    private String trigger() {
        return fitting("zz_longhaul_fill_" + column);
    }

    private String function(LiveTable table) {
        return "longhaul." + quoted(fitting("fill_" + table.oid() + "_" + column));
    }

    @Override
    public String title() {
        return "fill new rows' " + column;
    }

    /** Its expressions are tried where the column is filled. */
    @Override
    public void check(Trial trial) {}

    private String body(LiveTable table) {
        return """
                #variable_conflict use_column
                DECLARE
                  filled record;
                BEGIN
                  SELECT (%1$s) AS value INTO filled FROM (SELECT NEW.*) AS %2$s WHERE (%3$s);
                  IF FOUND THEN NEW.%4$s := filled.value; END IF;
                  RETURN NEW;
                EXCEPTION WHEN OTHERS THEN
                  RETURN NEW;
                END""".formatted(value, quoted(table.name()), lacks, quoted(column));
    }

    /** One that an earlier job left is made anew where it fills with something else. */
    @Override
    public List<Action> actions(LiveTable table) {
        String create = """
                CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql
                SET search_path FROM CURRENT AS %2$s;
                DROP TRIGGER IF EXISTS %3$s ON %5$s;
                CREATE TRIGGER %3$s BEFORE INSERT%4$s ON %5$s FOR EACH ROW EXECUTE FUNCTION %1$s()""".formatted(
                        function(table),
                        literal(body(table)),
                        quoted(trigger()),
                        updates ? " OR UPDATE" : "",
                        table.quotedName());
        String same =
                "EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = " + table.oid()
                        + " AND t.tgname = " + literal(trigger()) + " AND p.prosrc = " + literal(body(table)) + ")";
        return List.of(Action.brief(create, same));
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(Action.brief(remove(table), Action.not(exists(table))));
    }

    String remove(LiveTable table) {
        return "DROP TRIGGER IF EXISTS " + quoted(trigger()) + " ON " + table.quotedName()
                + "; DROP FUNCTION IF EXISTS " + function(table) + "()";
    }

    /** Whether it is there, as a condition. */
    public String exists(LiveTable table) {
        return "EXISTS (SELECT FROM pg_trigger WHERE tgrelid = " + table.oid() + " AND tgname = " + literal(trigger())
                + ")";
    }
}
