package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.fitting;
import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.List;

/**
 * A trigger that gives rows their value as they are written. It is the last of the table's, so it sees what the others made; a
 * value that can't be computed leaves the row as it is, as no writer may fail of it. It computes as the user who made it, so
 * that writers need no rights that they did not need before.
 *
 * @param lacks which rows lack their value
 * @param updates whether rows that are updated get theirs anew, too; then the key of each that can't is kept until it can
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
        String key = new Keyset(table, "NEW").asTexts();
        return """
                #variable_conflict use_column
                DECLARE
                  filled record;
                BEGIN
                  SELECT (%1$s) AS value INTO filled FROM (SELECT NEW.*) AS %2$s WHERE (%3$s);
                  IF FOUND THEN NEW.%4$s := filled.value; END IF;
                  %5$sRETURN NEW;
                EXCEPTION WHEN OTHERS THEN
                  %6$sRETURN NEW;
                END""".formatted(
                value,
                quoted(table.name()),
                lacks,
                quoted(column),
                updates ? "DELETE FROM longhaul.unfilled u WHERE " + ours(table) + " AND u.key = " + key + ";\n  " : "",
                updates
                        ? "INSERT INTO longhaul.unfilled VALUES (" + table.oid() + ", " + literal(column) + ", " + key
                                + ") ON CONFLICT DO NOTHING;\n  "
                        : "");
    }

    private String ours(LiveTable table) {
        return "u.relation = " + table.oid() + " AND u.name = " + literal(column);
    }

    /** Whether rows, as they were written last, could not be given their value, as a condition on one of them. */
    String unfilled(LiveTable table) {
        return "EXISTS (SELECT FROM longhaul.unfilled u WHERE " + ours(table) + " AND " + new Keyset(table).is("u.key")
                + ")";
    }

    /** Whether there is any such row, which is quick. */
    String anyUnfilled(LiveTable table) {
        return "EXISTS (SELECT FROM longhaul.unfilled u JOIN " + table.aliased() + " ON "
                + new Keyset(table).is("u.key") + " WHERE " + ours(table) + ")";
    }

    /** Where keys of rows are kept whose value was stale otherwise. */
    static void create(Transaction transaction) throws SQLException {
        transaction.execute("""
                CREATE TABLE IF NOT EXISTS longhaul.unfilled (
                  relation bigint NOT NULL,
                  name text NOT NULL,
                  key text[] NOT NULL,
                  PRIMARY KEY (relation, name, key)
                )""");
    }

    /** One that an earlier job left is made anew where it fills with something else. */
    @Override
    public List<Action> actions(LiveTable table) {
        String create = """
                SELECT set_config('search_path',
                                  concat_ws(', ', nullif(current_setting('search_path'), ''), 'pg_temp'), true);
                CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql
                SECURITY DEFINER SET search_path FROM CURRENT AS %2$s;
                REVOKE ALL ON FUNCTION %1$s() FROM PUBLIC;
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
                + "; DROP FUNCTION IF EXISTS " + function(table) + "(); DELETE FROM longhaul.unfilled u WHERE "
                + ours(table);
    }

    /** Whether it is there, as a condition. */
    public String exists(LiveTable table) {
        return "EXISTS (SELECT FROM pg_trigger WHERE tgrelid = " + table.oid() + " AND tgname = " + literal(trigger())
                + ")";
    }
}
