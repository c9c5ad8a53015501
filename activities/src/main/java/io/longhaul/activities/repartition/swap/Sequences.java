package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sequence that a column owns is handed over. An identity column has one that can't be, so the other's takes its value and
 * its name.
 */
record Sequences() implements Dependent {

    /** Who has asked for a number by the sequence's name just now, and waits, gets those from the old one: as many after a crash. */
    private static final int GAP = 32;

    private record Owned(long oid, String schema, String name, String column, boolean identity) {
        Belongings.Granted relation() {
            return new Belongings.Granted(oid, "SEQUENCE " + quotedName(), 's');
        }

        String quotedName() {
            return quoted(schema) + "." + quoted(name);
        }
    }

    @Override
    public List<String> problems(Transaction transaction, LiveTable table, Layout layout) throws SQLException {
        List<String> problems = new ArrayList<>();
        for (Owned owned : owned(transaction, table.oid())) {
            if (layout instanceof Layout.Plain plain && owned.column().equals(plain.drop())) {
                problems.add("column " + owned.column() + " owns sequence " + owned.name()
                        + ": ALTER SEQUENCE ... OWNED BY NONE, or leave the column in");
            }
        }
        return problems;
    }

    @Override
    public Moves moves(Transaction transaction, TablePair pair) throws SQLException {
        TablePair.Side live = pair.live();
        Map<String, Owned> there = owned(transaction, pair.oid(live.other())).stream()
                .filter(Owned::identity)
                .collect(Collectors.toMap(Owned::column, owned -> owned));
        String named = quoted(pair.schema()) + "." + quoted(pair.name());
        List<String> before = new ArrayList<>();
        List<String> off = new ArrayList<>();
        List<String> on = new ArrayList<>();
        for (Owned owned : owned(transaction, pair.oid(live))) {
            if (!owned.identity()) {
                on.add("ALTER SEQUENCE " + owned.quotedName() + " OWNED BY " + named + "." + quoted(owned.column()));
                continue;
            }
            Owned other = there.get(owned.column());
            if (other == null) {
                throw new MigrationException(
                        FailureKind.VERIFICATION_FAILED,
                        "column " + owned.column() + " of table " + pair
                                + " is an identity, and that of the other table is"
                                + " none: roll back, and begin anew");
            }
            before.addAll(Belongings.privileges(transaction, owned.relation(), other.relation()));
            // Locks it, too: nobody takes a number after the last one is read.
            Owned aside = new Owned(
                    owned.oid(), owned.schema(), pair.aside(live, owned.name()), owned.column(), owned.identity());
            off.add("ALTER SEQUENCE " + owned.quotedName() + " RENAME TO " + quoted(aside.name()));
            off.add("""
                    SELECT setval(%s, CASE WHEN last_value::numeric + %d * seqincrement BETWEEN seqmin AND seqmax
                                           THEN last_value + %2$d * seqincrement ELSE last_value END, is_called)
                    FROM %s, pg_catalog.pg_sequence WHERE seqrelid = %d""".formatted(literal(other.quotedName()), GAP, aside.quotedName(), owned.oid()));
            on.add("ALTER SEQUENCE " + other.quotedName() + " RENAME TO " + quoted(owned.name()));
        }
        return new Moves(before, off, on);
    }

    private static List<Owned> owned(Transaction transaction, long table) throws SQLException {
        return transaction.rows(
                """
                SELECT s.oid::bigint, nspname, relname, attname, deptype = 'i'
                FROM pg_depend JOIN pg_class s ON s.oid = objid JOIN pg_namespace n ON n.oid = relnamespace
                JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
                WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND refobjid = %d
                  AND relkind = 'S' AND deptype IN ('a', 'i') ORDER BY attnum""".formatted(table),
                row -> new Owned(
                        row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getBoolean(5)));
    }
}
