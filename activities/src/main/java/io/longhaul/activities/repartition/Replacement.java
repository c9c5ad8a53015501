package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.backups.Backup;
import io.longhaul.activities.backups.Checksum;
import io.longhaul.activities.backups.Content;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.repartition.swap.Dependents;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.repartition.Layout;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The table that is to have the rows of a backup: made as the live one is now, partitions, indexes and all.
 *
 * @param columns how rows of the live table become rows of this one; those that are computed, the application need not know
 * @param restored columns that are filled from the backup
 * @param indexes of the live table
 */
record Replacement(LiveTable table, Backup backup, Columns columns, List<String> restored, List<TableIndex> indexes) {

    static Replacement of(Transaction transaction, RepartitionSpec spec, Backup backup) throws SQLException {
        LiveTable table = LiveTable.read(transaction, spec.table());
        List<String> stored = transaction.rows(
                "SELECT attname FROM pg_attribute WHERE attrelid = " + table.oid()
                        + " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                row -> row.getString(1));
        List<Columns.Computed> computed = Pairs.find(transaction, table.schema(), table.name())
                .map(pair -> pair.columns().computed())
                .orElse(List.of())
                .stream()
                .filter(column -> stored.contains(column.name()))
                .toList();
        List<String> names = computed.stream().map(Columns.Computed::name).toList();
        List<String> key = table.key().stream().map(LiveTable.Column::name).toList();
        Columns columns = new Columns(
                key.stream().filter(name -> !names.contains(name)).toList(),
                stored.stream().filter(name -> !names.contains(name)).toList(),
                computed);
        List<String> restored = stored.stream()
                .filter(name -> backup.columns().contains(name) && !names.contains(name))
                .toList();
        return new Replacement(table, backup, columns, restored, TableIndex.of(transaction, table));
    }

    String madeName() {
        return ShadowNames.before(table.name());
    }

    String made() {
        return in(table.schema(), madeName());
    }

    static String in(String schema, String name) {
        return quoted(schema) + "." + quoted(name);
    }

    static String bare(String name) {
        return quoted(name);
    }

    private String mark() {
        return "Longhaul: " + table + " as backup " + backup.name() + " has it";
    }

    /** What stands in the way, each with its way out. */
    List<String> problems(Transaction transaction) throws SQLException {
        List<String> problems = new ArrayList<>(Dependents.problems(transaction, table, layout(transaction)));
        if (!table.owned()) {
            problems.add("the user of TARGET_URL does not own table " + table + ": use its owner");
        }
        if (columns.key().isEmpty()) {
            problems.add("table " + table + " has no primary key: give it one");
        }
        if (!backup.schema().equals(table.schema()) || !backup.table().equals(table.name())) {
            problems.add("it is one of table " + backup.schema() + "." + backup.table());
        }
        backup.columns().stream()
                .filter(name -> table.column(name).isEmpty())
                .forEach(name -> problems.add("table " + table + " no longer has column " + name
                        + ", whose values would be lost: add it again, or take them from the backup by hand"));
        problems.addAll(transaction.rows("""
                SELECT 'column ' || quote_ident(attname) || ' came since and may not be NULL: give it a default'
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = %d AND attnum > 0 AND NOT attisdropped AND attnotnull AND adbin IS NULL
                  AND attidentity = '' AND attname <> ALL (%s)
                UNION ALL
                SELECT 'partition ' || relid || ' has partitions of its own: only those of one level are made again'
                FROM pg_partition_tree(%1$d::bigint::regclass) WHERE level > 1
                UNION ALL
                SELECT 'foreign key ' || quote_ident(conname) || ' points to ' || confrelid::regclass || ', where the user may not look'
                       || ' whether what the backup refers to is there: grant it SELECT on that'
                FROM pg_constraint
                WHERE contype = 'f' AND conparentid = 0 AND conrelid = %1$d
                  AND EXISTS (SELECT FROM unnest(confkey) AS k WHERE NOT has_column_privilege(confrelid, k, 'SELECT'))""".formatted(table.oid(), array(backup.columns())), row -> row.getString(1)));
        if (exists(transaction) && !isOurs(transaction)) {
            problems.add("there is a table " + made() + " already: drop or rename it");
        }
        return problems;
    }

    private static String array(List<String> names) {
        return "ARRAY["
                + String.join(", ", names.stream().map(name -> literal(name)).toList()) + "]::text[]";
    }

    /** Only by which column it is divided matters to what hangs on it. */
    private Layout layout(Transaction transaction) throws SQLException {
        return transaction
                .rows(
                        "SELECT attname FROM pg_partitioned_table JOIN pg_attribute ON attrelid = partrelid"
                                + " AND attnum = partattrs[0] WHERE partrelid = " + table.oid(),
                        row -> row.getString(1))
                .stream()
                .findFirst()
                .<Layout>map(column -> new Layout.ByHash(column, 1))
                .orElse(new Layout.Plain(null));
    }

    private boolean exists(Transaction transaction) throws SQLException {
        return transaction.holds("to_regclass(" + literal(made()) + ") IS NOT NULL");
    }

    private boolean isOurs(Transaction transaction) throws SQLException {
        return transaction.holds(
                "obj_description(to_regclass(" + literal(made()) + "), 'pg_class') = " + literal(mark()));
    }

    /** A partition of the live table. */
    private record Leaf(String name, String bounds, String settings) {}

    /** Makes it without rows and indexes. One that was begun before, and that nobody has noted, is made anew. */
    void create(Transaction transaction) throws SQLException {
        if (isOurs(transaction)) {
            transaction.execute("DROP TABLE " + made());
        }
        List<Leaf> leaves = transaction.rows(
                """
                SELECT relname, pg_get_expr(relpartbound, c.oid),
                       coalesce(' WITH (' || array_to_string(reloptions, ', ') || ')', '')
                FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = %d ORDER BY relname""".formatted(table.oid()), row -> new Leaf(row.getString(1), row.getString(2), row.getString(3)));
        String divided = table.kind().equals("p")
                ? transaction.row(
                        "SELECT ' PARTITION BY ' || pg_get_partkeydef(" + table.oid() + ")", row -> row.getString(1))
                : "";
        transaction.execute("CREATE TABLE " + made() + " (LIKE " + table.quotedName()
                + " INCLUDING ALL EXCLUDING INDEXES)" + divided);
        transaction.execute("COMMENT ON TABLE " + made() + " IS " + literal(mark()));
        int generation = generation(transaction, leaves);
        for (Leaf leaf : leaves) {
            transaction.check();
            transaction.execute("CREATE TABLE " + in(table.schema(), again(leaf, generation)) + " PARTITION OF "
                    + made() + " " + leaf.bounds() + leaf.settings());
        }
    }

    /** The names that partitions have are taken by those of the live table. */
    private static String again(Leaf leaf, int generation) {
        return PgNames.fitting(leaf.name().replaceFirst("_r\\d+$", ""), "_r" + generation);
    }

    private int generation(Transaction transaction, List<Leaf> leaves) throws SQLException {
        for (int generation = 1; ; generation++) {
            int tried = generation;
            List<String> names = leaves.stream().map(leaf -> again(leaf, tried)).toList();
            boolean taken = transaction.holds(
                    "EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace" + " WHERE nspname = "
                            + literal(table.schema()) + " AND relname = ANY (" + array(names) + "))");
            if (!taken) {
                return generation;
            }
        }
    }

    /** From when on it is noted elsewhere that it is ours. */
    void unmark(Transaction transaction) throws SQLException {
        transaction.execute("COMMENT ON TABLE " + made() + " IS NULL");
    }

    /** Builds the indexes that are missing; nobody but us knows of the table. */
    void index(LiveDatabase database, Consumer<@Nullable String> note, Watch watch) {
        String doing = "building indexes of " + made();
        for (TableIndex index : indexes) {
            String name = ShadowNames.before(index.name());
            note.accept("building index " + index.name());
            database.calmly(doing, watch, transaction -> {
                if (!transaction.holds("to_regclass(" + literal(in(table.schema(), name)) + ") IS NOT NULL")) {
                    transaction.execute(index.named(name).create(made()));
                }
                return index;
            });
        }
        note.accept("analyzing " + made());
        database.calmly(doing, watch, transaction -> {
            transaction.execute("ANALYZE " + made());
            return made();
        });
    }

    /** @throws MigrationException where it has not what the backup has, or rows that foreign keys forbid */
    void requireWhole(Transaction transaction) throws SQLException {
        Checksum.prepare(transaction);
        // By the types of the backup: those of the table may have changed since.
        Content found = Checksum.over(transaction, backup.quotedParts().get(0), backup.columns())
                .of(transaction, made());
        if (!found.equals(backup.content())) {
            throw new MigrationException(
                    FailureKind.VERIFICATION_FAILED,
                    "what was restored from backup " + backup + " has " + found.rows() + " rows of "
                            + backup.content().rows() + ", or other ones: look for generated columns that give"
                            + " something else now; nothing was replaced");
        }
        List<String> orphans = Orphans.of(transaction, table, made());
        if (!orphans.isEmpty()) {
            throw new MigrationException(
                    FailureKind.VERIFICATION_FAILED,
                    "backup " + backup + " is not restored, as " + String.join("; ", orphans)
                            + ": give those rows what they refer to, or drop the foreign key; nothing was replaced");
        }
    }
}
