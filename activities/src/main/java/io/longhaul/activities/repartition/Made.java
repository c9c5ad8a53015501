package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.PgNames;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The table of the new layout, until it takes the name. Nobody but us knows of it, so nobody waits for what is done to it. */
final class Made {

    private final Plan plan;

    Made(Plan plan) {
        this.plan = plan;
    }

    /** By which it is known to be ours, and by which spec it was made. */
    private String mark() {
        return "Longhaul: new layout of table " + plan.table() + ", "
                + plan.division().layout();
    }

    boolean exists(Transaction transaction) throws SQLException {
        return transaction.holds("to_regclass(" + literal(plan.made()) + ") IS NOT NULL");
    }

    /** Whether it is there and was begun by us. */
    boolean isOurs(Transaction transaction) throws SQLException {
        return transaction.holds(
                "obj_description(to_regclass(" + literal(plan.made()) + "), 'pg_class') = " + literal(mark()));
    }

    /** Makes it, without rows and indexes. */
    void create(Transaction transaction) throws SQLException {
        if (isOurs(transaction)) {
            transaction.execute("DROP TABLE " + plan.made());
        }
        Division division = plan.division();
        List<Division.Partition> partitions = division.partitions(transaction, plan.table());
        String settings = settings(transaction);
        Columns.Computed key = division.key();
        transaction.execute("CREATE TABLE " + plan.made() + " (LIKE "
                + plan.table().quotedName()
                + " INCLUDING ALL EXCLUDING INDEXES"
                + (key == null ? "" : ", " + quoted(key.name()) + " integer NOT NULL DEFAULT " + Division.UNKEYED)
                + ")"
                + (division.divided() ? " PARTITION BY " + division.by() : settings));
        transaction.execute("COMMENT ON TABLE " + plan.made() + " IS " + literal(mark()));
        if (division.drop() != null) {
            transaction.execute("ALTER TABLE " + plan.made() + " DROP COLUMN " + quoted(division.drop()));
        }
        for (Division.Partition partition : partitions) {
            transaction.check();
            transaction.execute("CREATE TABLE " + quoted(plan.table().schema()) + "." + quoted(partition.name())
                    + " PARTITION OF " + plan.made() + " " + partition.bounds() + settings);
        }
    }

    /** A table without rows of its own has none; its partitions have. */
    private String settings(Transaction transaction) throws SQLException {
        return transaction.row("""
                SELECT coalesce(' WITH (' || array_to_string(reloptions, ', ') || ')', '')
                       || coalesce(' TABLESPACE ' || quote_ident(spcname), '')
                FROM pg_class c LEFT JOIN pg_tablespace t ON t.oid = reltablespace WHERE c.oid = %d""".formatted(plan.table().oid()), row -> row.getString(1));
    }

    /** Its partitions' names, or its own where it has none. */
    List<String> leaves(Transaction transaction) throws SQLException {
        List<String> partitions = transaction.rows(
                "SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = "
                        + literal(plan.made()) + "::regclass ORDER BY relname",
                row -> row.getString(1));
        return partitions.isEmpty() ? List.of(plan.madeName()) : partitions;
    }

    /** Builds what is missing, partition by partition, each in a transaction of its own; a killed one leaves none half done. */
    void index(LiveDatabase database, Consumer<@Nullable String> note, Watch watch) {
        String doing = "building indexes of " + plan.made();
        List<String> leaves = database.calmly(doing, watch, this::leaves);
        if (plan.division().divided()) {
            int done = 0;
            for (String leaf : leaves) {
                long begun = System.nanoTime();
                database.calmly(doing, watch, transaction -> indexLeaf(transaction, leaf));
                database.rest(Duration.ofNanos(System.nanoTime() - begun));
                note.accept("indexes built on " + ++done + " of " + leaves.size() + " partitions");
            }
        }
        // Those of the partitions that are like it become parts of it.
        for (TableIndex index : plan.newIndexes()) {
            note.accept("building index " + index.name());
            database.calmly(doing, watch, transaction -> {
                if (!names(transaction).contains(index.name())) {
                    transaction.execute(index.create(plan.made()));
                }
                return index;
            });
        }
        note.accept("analyzing " + plan.made());
        database.calmly(doing, watch, transaction -> {
            analyze(transaction);
            return plan;
        });
    }

    /**
     * Before PostgreSQL 18 the partitions' own statistics are always taken along; of these a tenth is enough until autovacuum
     * takes better ones. By all of them a hundred partitions are read whole.
     */
    private void analyze(Transaction transaction) throws SQLException {
        boolean apart = transaction.holds("current_setting('server_version_num')::int >= 180000");
        if (plan.division().divided() && apart) {
            transaction.execute("ANALYZE ONLY " + plan.made());
        }
        if (plan.division().divided()) {
            transaction.execute("SET LOCAL default_statistics_target = " + (apart ? 5 : 10));
        }
        transaction.execute("ANALYZE " + (apart ? String.join(", ", quotedLeaves(transaction)) : plan.made()));
    }

    private List<String> quotedLeaves(Transaction transaction) throws SQLException {
        return leaves(transaction).stream()
                .map(leaf -> quoted(plan.table().schema()) + "." + quoted(leaf))
                .toList();
    }

    private String indexLeaf(Transaction transaction, String leaf) throws SQLException {
        Set<String> there = names(transaction);
        for (TableIndex index : plan.indexes()) {
            String name = PgNames.fitting(leaf + afterTable(index.name()));
            if (!there.contains(name)) {
                String table = quoted(plan.table().schema()) + "." + quoted(leaf);
                transaction.execute(plan.division().on(index).named(name).create(table));
            }
        }
        return leaf;
    }

    /** What an index is called after its table. */
    private String afterTable(String index) {
        String table = plan.table().name();
        return index.startsWith(table + "_") ? index.substring(table.length()) : "_" + index;
    }

    private Set<String> names(Transaction transaction) throws SQLException {
        return Set.copyOf(transaction.rows(
                "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                        + " WHERE relkind IN ('i', 'I') AND nspname = "
                        + literal(plan.table().schema()),
                row -> row.getString(1)));
    }
}
