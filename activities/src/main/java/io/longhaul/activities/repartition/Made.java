package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.Lanes;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.PgNames;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
            transaction.execute("CREATE TABLE " + inSchema(partition.name()) + " PARTITION OF " + plan.made() + " "
                    + partition.bounds() + settings);
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

    /** An index of a partition. */
    private record LeafIndex(String leaf, TableIndex index) {}

    /** Builds what is missing, partition by partition, each index in a transaction of its own; a killed one leaves none half done. */
    void index(LiveDatabase database, Consumer<@Nullable String> note, Watch watch) {
        String doing = "building indexes of " + plan.made();
        if (plan.division().divided()) {
            List<LeafIndex> missing = database.calmly(doing, watch, this::missing);
            AtomicInteger done = new AtomicInteger();
            Lanes.each(database, missing, one -> {
                database.calmly(doing, watch, transaction -> {
                    // Lost in a crash, it is missing; those of the whole table wait for the disk, and for all before
                    // them.
                    transaction.execute("SET LOCAL synchronous_commit = off");
                    transaction.execute(one.index().create(inSchema(one.leaf())));
                    return one;
                });
                note.accept("indexes built: " + done.incrementAndGet() + " of " + missing.size());
            });
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
        analyze(database, watch);
    }

    private List<LeafIndex> missing(Transaction transaction) throws SQLException {
        Set<String> there = names(transaction);
        List<LeafIndex> missing = new ArrayList<>();
        for (String leaf : leaves(transaction)) {
            for (TableIndex index : plan.indexes()) {
                String name = PgNames.fitting(leaf + afterTable(index.name()));
                if (!there.contains(name)) {
                    missing.add(new LeafIndex(leaf, plan.division().on(index).named(name)));
                }
            }
        }
        return missing;
    }

    private String inSchema(String leaf) {
        return quoted(plan.table().schema()) + "." + quoted(leaf);
    }

    /** @param target how much of it is looked at, as in {@code default_statistics_target}; null for as much as is usual */
    private record Sampled(String table, @Nullable Integer target) {}

    /**
     * Before PostgreSQL 18 the partitions' own statistics are always taken along; of these a tenth is enough until autovacuum
     * takes better ones. By all of them a hundred partitions are read whole.
     */
    private List<Sampled> sampled(Transaction transaction) throws SQLException {
        if (!plan.division().divided()) {
            return List.of(new Sampled(plan.made(), null));
        }
        if (!transaction.holds("current_setting('server_version_num')::int >= 180000")) {
            return List.of(new Sampled(plan.made(), 10));
        }
        List<Sampled> sampled = new ArrayList<>(List.of(new Sampled("ONLY " + plan.made(), null)));
        leaves(transaction).forEach(leaf -> sampled.add(new Sampled(inSchema(leaf), 5)));
        return sampled;
    }

    private void analyze(LiveDatabase database, Watch watch) {
        String doing = "analyzing " + plan.made();
        Lanes.each(
                database,
                database.calmly(doing, watch, this::sampled),
                one -> database.calmly(doing, watch, transaction -> {
                    if (one.target() != null) {
                        transaction.execute("SET LOCAL default_statistics_target = " + one.target());
                    }
                    transaction.execute("ANALYZE " + one.table());
                    return one;
                }));
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
