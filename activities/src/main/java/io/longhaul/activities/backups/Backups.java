package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Rights;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.live.Limits;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The backups of a database's tables. Safe for many threads. */
public final class Backups {

    private static final Duration FRESH = Duration.ofDays(1);

    private final LiveDatabase database;
    private final String address;

    public Backups(TargetDatabase target) {
        this.database = LiveDatabase.within(target, Limits.DEFAULT);
        this.address = target.address();
    }

    /** What the user lacks to record backups of a schema's tables, with what grants it. */
    public static List<String> missing(Transaction transaction, String schema) throws SQLException {
        return new Rights(transaction).toWrite(schema, Register.NAME);
    }

    /**
     * Makes a backup and reads it again; one that the same revision has made within the last day is taken up. Of a partitioned
     * table each partition has a backup table of its own.
     *
     * @param name of the table as in SQL: {@code public.chunks}
     * @param revision what it is made for, such as a job
     * @param note told what is being done
     * @return empty where the table is
     * @throws MigrationException where the backup does not hold; it is dropped then
     */
    public Optional<Backup> make(
            String name, String revision, int retentionDays, Consumer<@Nullable String> note, Watch watch) {
        note.accept("writing a backup of table " + name);
        LiveTable table = registered(name, watch);
        Optional<Backup> made = database.calmly("writing a backup of table " + name, watch, transaction -> {
            transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            Optional<Backup> before = Register.in(transaction, table.schema()).of(table.name(), revision);
            return before.isPresent() && isFresh(transaction, before.get())
                    ? before
                    : new Making(database, transaction, table).make(revision, retentionDays);
        });
        if (made.isEmpty() || made.get().status() == Backup.Status.VERIFIED) {
            return made;
        }
        note.accept("reading backup " + made.get() + " again");
        Verified verified = noted(made.get(), watch, Reading::backup);
        if (!verified.holds()) {
            discard(made.get(), watch);
            throw new MigrationException(
                    FailureKind.VERIFICATION_FAILED,
                    "backup " + made.get() + " does not hold, and was dropped: " + verified.fault()
                            + ". Look for event triggers that change new tables, and at the server's disk");
        }
        note.accept(null);
        return made.map(backup -> find(backup.toString()));
    }

    /** An older one has too little in it to go back to, or too little time left; and somebody may have dropped it by hand. */
    private static boolean isFresh(Transaction transaction, Backup backup) throws SQLException {
        Instant now = transaction.row("SELECT now()", row -> row.getTimestamp(1).toInstant());
        Reading reading = new Reading(transaction);
        for (String part : backup.quotedParts()) {
            if (!reading.exists(part)) {
                return false;
            }
        }
        return backup.created().isAfter(now.minus(FRESH));
    }

    /**
     * Records a table that nobody writes to any more as a backup of another: as it is, it is its own.
     *
     * @param kept as in SQL, in the same schema as the other
     * @param original the name alone of the table that it is a backup of
     */
    public Backup adopt(String kept, String original, String revision, int retentionDays, Watch watch) {
        LiveTable table = registered(kept, watch);
        return database.calmly("recording table " + kept + " as a backup", watch, transaction -> {
            transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            Register register = Register.in(transaction, table.schema());
            Optional<Backup> before = register.find(table.name());
            if (before.isPresent()) {
                return before.get();
            }
            Checksum.prepare(transaction);
            List<String> columns =
                    table.columns().stream().map(LiveTable.Column::name).toList();
            Instant now =
                    transaction.row("SELECT now()", row -> row.getTimestamp(1).toInstant());
            Backup backup = new Backup(
                    table.schema(),
                    table.name(),
                    original,
                    List.of(table.name()),
                    columns,
                    table.key().stream().map(LiveTable.Column::name).toList(),
                    revision,
                    now,
                    Checksum.over(transaction, table.quotedName(), columns).of(transaction, table.quotedName()),
                    retentionDays,
                    now.plus(Duration.ofDays(retentionDays)),
                    now,
                    Backup.Status.VERIFIED,
                    null);
            register.add(backup);
            return backup;
        });
    }

    /** Reads a table from the catalog, and sees to it that its schema has a register. */
    private LiveTable registered(String name, Watch watch) {
        return database.briefly("looking at table " + name, watch, transaction -> {
            LiveTable table = LiveTable.read(transaction, name);
            Register.create(transaction, table.schema());
            return table;
        });
    }

    /** All that are recorded, the newest first; those that were dropped, too. */
    public List<Backup> all() {
        return database.calmly("listing backups", Watch.ofThisThread(), transaction -> {
            List<Backup> all = new ArrayList<>();
            for (Register register : Register.all(transaction)) {
                all.addAll(register.backups());
            }
            return all;
        });
    }

    /**
     * The one that is there.
     *
     * @param name with its schema, or without where only one schema has it
     * @throws MigrationException where there is none
     */
    public Backup find(String name) {
        List<Backup> found = all().stream()
                .filter(backup ->
                        backup.name().equals(name) || backup.toString().equals(name))
                .filter(backup -> backup.status() != Backup.Status.DROPPED)
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new MigrationException(
                FailureKind.INVALID_SPEC,
                found.isEmpty()
                        ? "there is no backup " + name + " in " + address + ": backups list shows those there are"
                        : "several schemas have a backup " + name + ": give it with its schema, as " + found.get(0));
    }

    /** The database's clock. */
    public Instant now() {
        return database.calmly(
                "asking the time",
                Watch.ofThisThread(),
                transaction -> transaction.row(
                        "SELECT now()", row -> row.getTimestamp(1).toInstant()));
    }

    /** What its tables take on disk. */
    public long bytes(Backup backup) {
        return database.calmly("looking at backup " + backup, Watch.ofThisThread(), transaction -> transaction
                .sql()
                .select(
                        "SELECT coalesce(sum(pg_total_relation_size(one)), 0) FROM unnest(CAST(? AS text[])) AS p (part),"
                                + " LATERAL (SELECT to_regclass(part) UNION"
                                + " SELECT relid FROM pg_partition_tree(to_regclass(part))) AS t (one)",
                        (Object) backup.quotedParts().toArray(new String[0]))
                .mapTo(Long.class)
                .one());
    }

    /** Reads a backup again, and what its table is by now; notes whether it holds. */
    public Verified verify(Backup backup, Watch watch) {
        return noted(backup, watch, Reading::beside);
    }

    /** How a backup is read. */
    @FunctionalInterface
    private interface Read {
        Verified of(Reading reading, Backup backup) throws SQLException;
    }

    private Verified noted(Backup backup, Watch watch, Read read) {
        Verified verified = database.calmly(
                "reading backup " + backup, watch, transaction -> read.of(new Reading(transaction), backup));
        return database.calmly("noting how backup " + backup + " was found", watch, transaction -> {
            Register.in(transaction, backup.schema()).verified(backup, verified.holds());
            return verified;
        });
    }

    /** Keeps it for so many days more, or from today on where its time was over. */
    public Backup extend(Backup backup, int days) {
        return prolonged(backup, register -> register.extend(backup, days));
    }

    /** Sees to it that it is kept for so many days from now on; doing so again prolongs nothing that is long enough. */
    public Backup keep(Backup backup, int days) {
        return prolonged(backup, register -> register.keep(backup, days));
    }

    private Backup prolonged(Backup backup, Consumer<Register> change) {
        return database.calmly("extending backup " + backup, Watch.ofThisThread(), transaction -> {
            Register register = Register.in(transaction, backup.schema());
            change.accept(register);
            return register.find(backup.name()).orElseThrow();
        });
    }

    /**
     * Drops those whose time is over, if nothing speaks against it.
     *
     * @param dry to find out what would happen
     * @param told of each
     */
    public void cleanUp(boolean dry, Consumer<Cleaned> told, Watch watch) {
        Instant now = now();
        Cleanup cleanup = new Cleanup(database, dry);
        for (Backup backup : all()) {
            if (backup.status() != Backup.Status.DROPPED && backup.expired(now)) {
                told.accept(cleanup.clean(backup, watch));
            }
        }
    }

    /** One that came to nothing. */
    private void discard(Backup backup, Watch watch) {
        database.briefly("dropping backup " + backup, watch, transaction -> {
            for (String part : backup.parts()) {
                transaction.execute("DROP TABLE IF EXISTS " + quoted(backup.schema()) + "." + quoted(part));
            }
            Register.in(transaction, backup.schema()).forget(backup);
            return backup;
        });
    }
}
