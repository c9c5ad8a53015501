package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Portion;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Writes a backup in one snapshot, in the same transaction as its record: so there is none that is not recorded, whatever is
 * killed between.
 */
final class Making {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    /** Read at a time in company, until it is known how long that takes. */
    private static final int FIRST_BLOCKS = 128;

    private final LiveDatabase database;
    private final Transaction transaction;
    private final LiveTable table;

    /** @param transaction in which nothing was read yet */
    Making(LiveDatabase database, Transaction transaction, LiveTable table) {
        this.database = database;
        this.transaction = transaction;
        this.table = table;
    }

    /** A table with rows, or a partition of one. */
    private record Leaf(String schema, String name) {
        String quotedName() {
            return quoted(schema) + "." + quoted(name);
        }
    }

    /** Empty where the table is. */
    Optional<Backup> make(String revision, int retentionDays) throws SQLException {
        Checksum.prepare(transaction);
        List<String> columns =
                table.columns().stream().map(LiveTable.Column::name).toList();
        Content content =
                Checksum.over(transaction, table.quotedName(), columns).of(transaction, table.quotedName());
        if (content.rows() == 0) {
            return Optional.empty();
        }
        List<Leaf> leaves = leaves();
        Instant now = transaction.row(
                "SELECT date_trunc('second', now())", row -> row.getTimestamp(1).toInstant());
        Instant named = now;
        List<String> parts = names(leaves, named);
        Register register = Register.in(transaction, table.schema());
        while (taken(parts)
                || taken(List.of(name(table.name(), named)))
                || register.find(name(table.name(), named)).isPresent()) {
            named = named.plusSeconds(1);
            parts = names(leaves, named);
        }
        String list =
                String.join(", ", columns.stream().map(column -> quoted(column)).toList());
        for (int i = 0; i < parts.size(); i++) {
            write(list, leaves.get(i), quoted(table.schema()) + "." + quoted(parts.get(i)));
        }
        Backup backup = new Backup(
                table.schema(),
                name(table.name(), named),
                table.name(),
                parts,
                columns,
                table.key().stream().map(LiveTable.Column::name).toList(),
                revision,
                now,
                content,
                retentionDays,
                now.plus(Duration.ofDays(retentionDays)),
                null,
                Backup.Status.MADE,
                null);
        SpotCheck spots = SpotCheck.of(transaction, backup, table.quotedName());
        if (!spots.allSame()) {
            throw new MigrationException(
                    FailureKind.VERIFICATION_FAILED,
                    "of " + spots.rows() + " rows of the backup of table " + table + " only " + spots.same()
                            + " are as in the table, in the same snapshot: look for event triggers that change new tables,"
                            + " and at the server's disk");
        }
        Register.in(transaction, table.schema()).add(backup);
        return Optional.of(backup);
    }

    /**
     * Reads rows by their blocks, so many at a time as others who are at work bear. What comes behind the last one meanwhile is
     * not in the snapshot.
     */
    private void write(String columns, Leaf leaf, String part) throws SQLException {
        String select = "SELECT " + columns + " FROM " + leaf.quotedName();
        transaction.execute("CREATE TABLE " + part + " AS " + select + " WITH NO DATA");
        long blocks = blocks(leaf);
        if (blocks == 0) {
            transaction.execute("INSERT INTO " + part + " " + select);
        }
        Portion portion = new Portion((int) Math.min(blocks, Integer.MAX_VALUE), FIRST_BLOCKS);
        for (long from = 0; from < blocks; ) {
            int size = portion.next(database.othersAtWork());
            long begun = System.nanoTime();
            transaction.execute("INSERT INTO " + part + " " + select + " WHERE ctid >= '(" + from + ",0)' AND ctid < '("
                    + Math.min(blocks, from + size) + ",0)'");
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            portion.took(size, took);
            database.rest(took);
            from += size;
        }
    }

    /** None where rows are kept otherwise. */
    private long blocks(Leaf leaf) throws SQLException {
        return transaction.row("""
                SELECT CASE WHEN relkind = 'r' AND amname = 'heap' THEN pg_relation_size(c.oid) / current_setting('block_size')::bigint
                            ELSE 0 END
                FROM pg_class c LEFT JOIN pg_am a ON a.oid = relam WHERE c.oid = %s::regclass""".formatted(literal(leaf.quotedName())), row -> row.getLong(1));
    }

    private List<Leaf> leaves() throws SQLException {
        return table.kind().equals("p")
                ? transaction.rows(
                        "SELECT nspname, relname FROM pg_partition_tree(" + table.oid() + ") JOIN pg_class c"
                                + " ON c.oid = relid JOIN pg_namespace n ON n.oid = relnamespace WHERE isleaf"
                                + " ORDER BY nspname, relname",
                        row -> new Leaf(row.getString(1), row.getString(2)))
                : List.of(new Leaf(table.schema(), table.name()));
    }

    /** All are in the table's schema, where a partition of another has its schema in its name. */
    private List<String> names(List<Leaf> leaves, Instant moment) {
        return leaves.stream()
                .map(leaf -> leaf.schema().equals(table.schema()) ? leaf.name() : leaf.schema() + "_" + leaf.name())
                .map(leaf -> name(leaf, moment))
                .toList();
    }

    static String name(String table, Instant moment) {
        return PgNames.fitting(table, "_backup_" + MOMENT.format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC)));
    }

    private boolean taken(List<String> names) throws SQLException {
        for (String name : names) {
            if (transaction.holds(
                    "to_regclass(" + literal(quoted(table.schema()) + "." + quoted(name)) + ") IS NOT NULL")) {
                return true;
            }
        }
        return false;
    }
}
