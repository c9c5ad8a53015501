package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.CopiedOut;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.RowChecksum;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes every migrated table into a file and restores the files into a schema of its own, with keys, indexes and foreign
 * keys; then both are compared. All of it is one transaction, which is rolled back: nothing of it is ever seen by others,
 * and nothing stays, however it ends.
 */
public final class BackupTrial {

    private final Migrated migrated;

    public BackupTrial(Migrated migrated) {
        this.migrated = migrated;
    }

    /**
     * What was tried.
     *
     * @param bytes of the files
     * @param differing tables that are not the same after it
     */
    public record Result(
            int tables, long rows, long bytes, Duration backup, Duration restore, List<String> differing) {}

    /** Bytes that the tables take on the server, without their indexes. */
    public long size(Watch watch) {
        Ddl ddl = new Ddl(migrated.plan());
        return migrated.target().transaction("asking for the size of tables", watch, transaction -> {
            long bytes = 0;
            for (TablePlan table : migrated.plan().tables()) {
                bytes += transaction
                        .sql()
                        .select("SELECT pg_table_size(to_regclass(?))", ddl.name(table))
                        .mapTo(Long.class)
                        .one();
            }
            return bytes;
        });
    }

    /** @param folder of its own for the files; removed with all that is in it */
    public Result run(Path folder, Watch watch) {
        return migrated.target().transaction("trying a backup and its restore", watch, transaction -> {
            try {
                delete(folder);
                Files.createDirectories(folder);
                return tried(transaction, folder);
            } catch (IOException e) {
                throw new MigrationException(
                        FailureKind.UNAVAILABLE,
                        "the backup can't be written to " + folder + ": make room there, or check its permissions",
                        e);
            } finally {
                delete(folder);
                transaction.giveUp();
            }
        });
    }

    private Result tried(Transaction transaction, Path folder) throws SQLException, IOException {
        // One state of all tables, whoever writes to them meanwhile.
        transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        List<TablePlan> tables = migrated.plan().tables();
        Ddl there = new Ddl(migrated.plan());
        String schema = Migrated.scratch(migrated.plan().schema());
        Ddl scratch = new Ddl(migrated.in(schema, migrated.plan().quarantine()));
        long begun = System.nanoTime();
        long bytes = 0;
        for (int i = 0; i < tables.size(); i++) {
            bytes += write(transaction, there, tables.get(i), folder.resolve(i + ".copy"));
        }
        long written = System.nanoTime();
        transaction.execute("CREATE SCHEMA " + PgNames.quoted(schema));
        for (int i = 0; i < tables.size(); i++) {
            TablePlan table = tables.get(i);
            transaction.execute(
                    "CREATE TABLE " + scratch.name(table) + " (LIKE " + there.name(table) + " INCLUDING ALL)");
            read(transaction, scratch, table, folder.resolve(i + ".copy"));
        }
        for (TablePlan table : tables) {
            foreignKeys(transaction, scratch, table);
        }
        long restored = System.nanoTime();
        long rows = 0;
        List<String> differing = new ArrayList<>();
        for (TablePlan table : tables) {
            RowChecksum before = checksum(transaction, there.name(table));
            RowChecksum after = checksum(transaction, scratch.name(table));
            rows += after.rows();
            if (before.rows() != after.rows() || before.sum() != after.sum()) {
                differing.add(table.target());
            }
        }
        return new Result(
                tables.size(),
                rows,
                bytes,
                Duration.ofNanos(written - begun),
                Duration.ofNanos(restored - written),
                differing);
    }

    private static long write(Transaction transaction, Ddl ddl, TablePlan table, Path file)
            throws SQLException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            transaction.copy().copyOut("COPY " + ddl.name(table) + " TO STDOUT (FORMAT binary)", out);
        }
        return Files.size(file);
    }

    private static void read(Transaction transaction, Ddl ddl, TablePlan table, Path file)
            throws SQLException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            transaction.copy().copyIn("COPY " + ddl.name(table) + " FROM STDIN (FORMAT binary)", in);
        }
    }

    private static void foreignKeys(Transaction transaction, Ddl ddl, TablePlan table) throws SQLException {
        for (ConstraintPlan constraint : table.constraints()) {
            if (constraint.kind() == ConstraintPlan.Kind.FOREIGN_KEY) {
                transaction.execute(ddl.addConstraint(table, constraint));
                transaction.execute(String.valueOf(ddl.validate(table, constraint)));
            }
        }
    }

    private static RowChecksum checksum(Transaction transaction, String table) throws SQLException {
        RowChecksum checksum = new RowChecksum();
        CopiedOut.read(transaction, table, checksum::add);
        return checksum;
    }

    /** Also what a trial that was killed has left. */
    private static void delete(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new MigrationException(
                    FailureKind.UNAVAILABLE, "the trial's files in " + folder + " can't be deleted: delete them", e);
        }
    }
}
