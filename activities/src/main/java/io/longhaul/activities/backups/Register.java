package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.FailureKind;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code migration_backups} of a schema: what is not in it is no backup, and is left alone. */
final class Register {

    static final String NAME = "migration_backups";

    private final Transaction transaction;
    private final String schema;
    private final String table;

    private Register(Transaction transaction, String schema) {
        this.transaction = transaction;
        this.schema = schema;
        this.table = quoted(schema) + "." + NAME;
    }

    /** Makes that of a schema if there is none. */
    static void create(Transaction transaction, String schema) throws SQLException {
        String table = in(transaction, schema).table;
        transaction.execute("SELECT pg_advisory_xact_lock(hashtext('longhaul'))");
        if (transaction.holds("to_regclass(" + literal(table) + ") IS NOT NULL")) {
            if (!schemas(transaction).contains(schema)) {
                throw new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "table " + schema + "." + NAME + " was not made by Longhaul, which keeps its backups in one of"
                                + " that name: rename it first");
            }
            return;
        }
        transaction.execute("""
                CREATE TABLE %s (
                  backup_table text PRIMARY KEY,
                  original_table text NOT NULL,
                  parts text[] NOT NULL,
                  columns text[] NOT NULL,
                  key_columns text[] NOT NULL,
                  migration_revision text NOT NULL,
                  created_at timestamptz NOT NULL,
                  row_count bigint NOT NULL,
                  checksum numeric NOT NULL,
                  retention_days integer NOT NULL,
                  expires_at timestamptz NOT NULL,
                  verified_at timestamptz,
                  status text NOT NULL CHECK (status IN ('made', 'verified', 'broken', 'dropped')),
                  dropped_at timestamptz
                )""".formatted(table));
    }

    /** That of a schema, which has one. */
    static Register in(Transaction transaction, String schema) {
        return new Register(transaction, schema);
    }

    /** Those of all schemas. */
    static List<Register> all(Transaction transaction) throws SQLException {
        List<Register> registers = new ArrayList<>();
        for (String schema : schemas(transaction)) {
            registers.add(new Register(transaction, schema));
        }
        return registers;
    }

    private static List<String> schemas(Transaction transaction) throws SQLException {
        return transaction.rows("""
                SELECT nspname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                WHERE relname = '%s' AND relkind = 'r' AND has_table_privilege(c.oid, 'SELECT')
                  AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'backup_table')
                  AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'key_columns')
                ORDER BY nspname""".formatted(NAME), row -> row.getString(1));
    }

    void add(Backup backup) {
        transaction
                .sql()
                .execute(
                        "INSERT INTO " + table + " (backup_table, original_table, parts, columns, key_columns,"
                                + " migration_revision, created_at, row_count, checksum, retention_days, expires_at,"
                                + " verified_at, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        backup.name(),
                        backup.table(),
                        backup.parts().toArray(new String[0]),
                        backup.columns().toArray(new String[0]),
                        backup.key().toArray(new String[0]),
                        backup.revision(),
                        Timestamp.from(backup.created()),
                        backup.content().rows(),
                        new BigDecimal(backup.content().checksum()),
                        backup.retentionDays(),
                        Timestamp.from(backup.expires()),
                        backup.verified() == null ? null : Timestamp.from(backup.verified()),
                        backup.status().word());
    }

    /** All, the newest first; those that were dropped, too. */
    List<Backup> backups() throws SQLException {
        return read("true");
    }

    Optional<Backup> find(String name) throws SQLException {
        return read("backup_table = " + literal(name)).stream().findFirst();
    }

    /** The same, with all others kept from changing its record until the transaction's end. */
    Optional<Backup> hold(String name) throws SQLException {
        transaction.execute("SELECT FROM " + table + " WHERE backup_table = " + literal(name) + " FOR UPDATE");
        return find(name);
    }

    /** The one of a table that a migration has made; what was dropped is none. */
    Optional<Backup> of(String original, String revision) throws SQLException {
        return read("original_table = " + literal(original) + " AND migration_revision = " + literal(revision)
                        + " AND status <> 'dropped'")
                .stream()
                .findFirst();
    }

    private List<Backup> read(String condition) throws SQLException {
        return transaction.rows(
                "SELECT backup_table, original_table, parts, columns, key_columns, migration_revision, created_at,"
                        + " row_count, checksum, retention_days, expires_at, verified_at, status, dropped_at FROM "
                        + table + " WHERE " + condition + " ORDER BY created_at DESC, backup_table",
                row -> new Backup(
                        schema,
                        row.getString(1),
                        row.getString(2),
                        texts(row, 3),
                        texts(row, 4),
                        texts(row, 5),
                        row.getString(6),
                        row.getTimestamp(7).toInstant(),
                        Content.read(row, 8),
                        row.getInt(10),
                        row.getTimestamp(11).toInstant(),
                        instant(row, 12),
                        Backup.Status.ofWord(row.getString(13)),
                        instant(row, 14)));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp moment = row.getTimestamp(column);
        return moment == null ? null : moment.toInstant();
    }

    /** Notes how a backup was found. */
    void verified(Backup backup, boolean holds) {
        transaction
                .sql()
                .execute(
                        "UPDATE " + table + " SET status = ?, verified_at = CASE WHEN ? THEN clock_timestamp() END"
                                + " WHERE backup_table = ?",
                        (holds ? Backup.Status.VERIFIED : Backup.Status.BROKEN).word(),
                        holds,
                        backup.name());
    }

    /** From its end on, or from now where that is over. */
    void extend(Backup backup, int days) {
        until(backup, "greatest(expires_at, now())", days);
    }

    /** From now on, unless it is kept for longer anyway. */
    void keep(Backup backup, int days) {
        until(backup, "now()", days);
    }

    private void until(Backup backup, String from, int days) {
        transaction
                .sql()
                .execute(
                        "UPDATE " + table + " SET expires_at = greatest(expires_at, " + from
                                + " + make_interval(days => ?)), retention_days = greatest(retention_days,"
                                + " ceil(extract(epoch FROM " + from + " - created_at) / 86400) + ?)"
                                + " WHERE backup_table = ?",
                        days,
                        days,
                        backup.name());
    }

    void dropped(Backup backup) {
        transaction
                .sql()
                .execute(
                        "UPDATE " + table + " SET status = 'dropped', dropped_at = clock_timestamp()"
                                + " WHERE backup_table = ?",
                        backup.name());
    }

    /** Of one that came to nothing. */
    void forget(Backup backup) {
        transaction.sql().execute("DELETE FROM " + table + " WHERE backup_table = ?", backup.name());
    }
}
