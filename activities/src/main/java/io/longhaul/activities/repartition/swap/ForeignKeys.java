package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Foreign keys of the table, and of others to it. In the swap they are added without a look at the rows, so they hold for new
 * ones at once; {@link Settlement} has them validated beside the writers. Only one of the two tables has them at any time: rows
 * of a table that nobody writes to must not refuse that a row they point to is deleted.
 */
record ForeignKeys() implements Dependent {

    /**
     * @param table that has it, as in SQL
     * @param definition without a word on its validity
     */
    private record ForeignKey(
            String name, String table, boolean ofRoot, String definition, String references, boolean validated) {
        String drop() {
            return "ALTER TABLE " + table + " DROP CONSTRAINT IF EXISTS " + quoted(name);
        }

        String add(String to) {
            return "ALTER TABLE " + to + " ADD CONSTRAINT " + quoted(name) + " " + definition + " NOT VALID";
        }
    }

    private static @Nullable String partitionedBy(Layout layout) {
        if (layout instanceof Layout.ByList list) {
            return list.key();
        }
        if (layout instanceof Layout.ByRange range) {
            return range.of();
        }
        return layout instanceof Layout.ByHash hash ? hash.of() : null;
    }

    @Override
    public List<String> problems(Transaction transaction, LiveTable table, Layout layout) throws SQLException {
        String by = partitionedBy(layout);
        return transaction.rows(
                """
                SELECT DISTINCT 'foreign key ' || quote_ident(conname) || ' of ' || conrelid::regclass || ' '
                  || CASE WHEN conrelid = confrelid THEN 'points to the table itself: drop it, and add it again afterwards'
                     WHEN NOT convalidated THEN 'is not validated: ALTER TABLE ... VALIDATE CONSTRAINT, or drop it'
                     WHEN confrelid = %1$d AND (SELECT relkind FROM pg_class WHERE oid = conrelid) = 'p'
                       THEN 'points to it from a table with partitions, where it can''t be added without a look at all rows:'
                            || ' drop it, and add it again afterwards'
                     ELSE 'needs a unique key of the columns that it points to, and a table divided by another column can have'
                          || ' none: choose by: hash with one of them as of:, or drop the foreign key' END
                FROM pg_constraint
                WHERE contype = 'f' AND conparentid = 0 AND (conrelid IN %2$s OR confrelid = %1$d)
                  AND (conrelid = confrelid OR NOT convalidated OR confrelid = %1$d AND (
                         (SELECT relkind FROM pg_class WHERE oid = conrelid) = 'p'
                         OR %3$s IS NOT NULL AND NOT EXISTS (
                              SELECT FROM unnest(confkey) AS k JOIN pg_attribute ON attrelid = confrelid AND attnum = k
                              WHERE attname = %3$s)))
                UNION ALL
                SELECT 'foreign key ' || quote_ident(conname) || ' of ' || conrelid::regclass || ' points to its partition '
                       || confrelid::regclass || ': have it point to the table'
                FROM pg_constraint
                WHERE contype = 'f' AND conparentid = 0 AND confrelid <> %1$d AND confrelid IN %2$s
                UNION ALL
                SELECT 'foreign key ' || quote_ident(conname) || ' of ' || conrelid::regclass || ' is added anew by its owner '
                       || relowner::regrole || ' alone: use a user who has that role, too'
                FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
                WHERE contype = 'f' AND conparentid = 0 AND confrelid = %1$d AND NOT pg_has_role(relowner, 'USAGE')
                UNION ALL
                SELECT 'foreign key ' || quote_ident(conname) || ' points to ' || confrelid::regclass || ', which the user may not '
                       || CASE WHEN has_any_column_privilege(confrelid, 'REFERENCES') THEN 'lock: grant it UPDATE, DELETE or TRUNCATE'
                          ELSE 'refer to: grant it REFERENCES' END || ' on that'
                FROM pg_constraint
                WHERE contype = 'f' AND conparentid = 0 AND conrelid IN %2$s
                  AND NOT (has_any_column_privilege(confrelid, 'REFERENCES')
                           AND (has_table_privilege(confrelid, 'UPDATE, DELETE, TRUNCATE')))
                """.formatted(table.oid(), Dependents.among(table), by == null ? "NULL::text" : literal(by)),
                row -> row.getString(1));
    }

    @Override
    public Moves moves(Transaction transaction, TablePair pair) throws SQLException {
        TablePair.Side live = pair.live();
        List<String> off = new ArrayList<>();
        List<String> on = new ArrayList<>();
        List<String> leaves = leavesAfterwards(transaction, pair);
        List<String> added = new ArrayList<>();
        for (ForeignKey key : ofTable(transaction, pair.oid(live))) {
            off.add(key.drop());
            // Before they are settled, each leaf has its own of the same name.
            if (!added.contains(key.name())) {
                added.add(key.name());
                leaves.forEach(leaf -> on.add(key.add(leaf)));
            }
        }
        for (ForeignKey key : toTable(transaction, pair.oid(live))) {
            off.add(key.drop());
            on.add(key.add(key.table()));
        }
        return new Moves(List.of(), off, on);
    }

    /** The tables with rows of their own of the other side, as they are called when it has the name. */
    private static List<String> leavesAfterwards(Transaction transaction, TablePair pair) throws SQLException {
        long other = pair.oid(pair.live().other());
        return Tree.of(transaction, other).stream()
                .filter(Tree::leaf)
                .map(leaf -> leaf.oid() == other ? quoted(pair.schema()) + "." + quoted(pair.name()) : leaf.table())
                .toList();
    }

    private static List<ForeignKey> ofTable(Transaction transaction, long table) throws SQLException {
        return read(
                transaction,
                table,
                "conrelid IN (SELECT %1$d::oid UNION SELECT relid FROM pg_partition_tree(%1$d::bigint::regclass))"
                        .formatted(table));
    }

    private static List<ForeignKey> toTable(Transaction transaction, long table) throws SQLException {
        return read(transaction, table, "confrelid = " + table);
    }

    private static List<ForeignKey> read(Transaction transaction, long table, String which) throws SQLException {
        return transaction.rows(
                """
                SELECT conname, conrelid::regclass::text, conrelid = %1$d,
                       regexp_replace(pg_get_constraintdef(oid), ' NOT VALID$', ''), confrelid::regclass::text, convalidated
                FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND %2$s
                ORDER BY conrelid = %1$d DESC, conname, conrelid""".formatted(table, which),
                row -> new ForeignKey(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBoolean(6)));
    }

    /** Statements that validate what was added without a look at the rows. */
    static List<String> notValidated(Transaction transaction, TablePair pair) throws SQLException {
        long live = pair.oid(pair.live());
        List<ForeignKey> keys = new ArrayList<>(ofTable(transaction, live));
        keys.addAll(toTable(transaction, live));
        return keys.stream()
                .filter(key -> !key.validated())
                .map(key -> "ALTER TABLE " + key.table() + " VALIDATE CONSTRAINT " + quoted(key.name()))
                .toList();
    }

    /**
     * Statements that make one of the whole table of what each partition has. PostgreSQL need not look at rows for it, and takes
     * the strongest lock of the referenced table, whose triggers for each partition go: to have it at once is to hold nothing
     * that a reader of that table, who is waited for, could come to wait for.
     */
    static List<String> ofPartitionsAlone(Transaction transaction, TablePair pair) throws SQLException {
        String table = pair.table(pair.live());
        return ofTable(transaction, pair.oid(pair.live())).stream()
                .filter(key -> !key.ofRoot())
                .map(key -> List.of(
                        "LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE",
                        "LOCK TABLE " + key.references() + " IN ACCESS EXCLUSIVE MODE",
                        "ALTER TABLE " + table + " ADD CONSTRAINT " + quoted(key.name()) + " " + key.definition()))
                .distinct()
                .map(OneStatement::of)
                .toList();
    }

    /** The tables at the other ends. */
    @Override
    public List<String> locks(Transaction transaction, TablePair pair) throws SQLException {
        long live = pair.oid(pair.live());
        List<String> others = new ArrayList<>();
        ofTable(transaction, live).forEach(key -> others.add(key.references()));
        toTable(transaction, live).forEach(key -> others.add(key.table()));
        return others.stream().distinct().sorted().toList();
    }
}
