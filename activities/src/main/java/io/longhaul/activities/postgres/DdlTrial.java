package io.longhaul.activities.postgres;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.relational.EditedDdl;
import io.longhaul.activities.relational.EditedTarget;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Runs a user's own DDL in a transaction that is rolled back, and reads what PostgreSQL has made of it. What is in the
 * schema already is out of sight meanwhile, and nobody else notices anything.
 */
public final class DdlTrial {

    private static final String ASIDE = "longhaul_aside";

    private final TargetDatabase target;
    private final String schema;

    public DdlTrial(TargetDatabase target, String schema) {
        this.target = target;
        this.schema = schema;
    }

    /** @throws MigrationException with all statements that the server refuses, or that touch anything outside the schema */
    public EditedTarget run(EditedDdl ddl, Watch watch) {
        return target.transaction("trying the edited DDL", watch, transaction -> {
            Handle sql = transaction.sql();
            if (Catalog.schema(sql, schema).isPresent()) {
                transaction.execute("ALTER SCHEMA " + PgNames.quoted(schema) + " RENAME TO " + PgNames.quoted(ASIDE));
            }
            Map<String, String> others = others(sql);
            transaction.execute("CREATE SCHEMA " + PgNames.quoted(schema));
            List<String> problems = new ArrayList<>();
            for (String statement : ddl.before()) {
                attempt(transaction, statement, problems);
            }
            foreignKeys(sql, problems);
            for (String statement : ddl.after()) {
                attempt(transaction, statement, problems);
            }
            if (problems.isEmpty() && !others(sql).equals(others)) {
                problems.add("they make or change something outside schema " + schema
                        + ", which a reset would not take back: leave that to statements of your own");
            }
            if (!problems.isEmpty()) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "the edited DDL can't be run in PostgreSQL at " + target.address() + ": "
                                + String.join("; ", problems));
            }
            EditedTarget made = new EditedTarget(ddl, new MadeTables(sql, schema).all());
            transaction.giveUp();
            return made;
        });
    }

    private static void attempt(Transaction transaction, String statement, List<String> problems) throws SQLException {
        transaction.execute("SAVEPOINT longhaul_statement");
        try {
            transaction.execute(statement);
            transaction.execute("RELEASE SAVEPOINT longhaul_statement");
        } catch (PSQLException e) {
            ServerErrorMessage said = e.getServerErrorMessage();
            if (said == null) {
                throw e;
            }
            // No row is anywhere near, so the server's own words may be told.
            problems.add("\"" + EditedDdl.beginning(statement) + "\": " + said.getMessage());
            transaction.execute("ROLLBACK TO SAVEPOINT longhaul_statement");
        }
    }

    /** Rows come in batches side by side, and some before their parents. */
    private void foreignKeys(Handle sql, List<String> problems) {
        sql.select("""
                        SELECT k.conrelid::regclass || ': ' || k.conname FROM pg_constraint k
                        JOIN pg_namespace n ON n.oid = k.connamespace
                        WHERE n.nspname = ? AND k.contype = 'f' ORDER BY 1""", schema)
                .mapTo(String.class)
                .forEach(key -> problems.add(
                        "a foreign key within CREATE TABLE would refuse rows that come before their parents (" + key
                                + "): move it into an ALTER TABLE ... ADD CONSTRAINT"));
    }

    /** Every relation, type, function and schema elsewhere, by the transaction that has changed its entry last. */
    private Map<String, String> others(Handle sql) {
        Map<String, String> found = new HashMap<>();
        sql.createQuery("""
                        SELECT 'relation ' || c.oid, c.xmin::text FROM pg_class c
                        JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname <> :schema AND n.nspname NOT IN ('pg_toast', 'pg_catalog')
                        UNION ALL SELECT 'type ' || t.oid, '' FROM pg_type t
                        JOIN pg_namespace n ON n.oid = t.typnamespace
                        WHERE n.nspname <> :schema AND n.nspname NOT IN ('pg_toast', 'pg_catalog')
                        UNION ALL SELECT 'schema ' || oid, '' FROM pg_namespace WHERE nspname <> :schema
                        """)
                .bind("schema", schema)
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }
}
