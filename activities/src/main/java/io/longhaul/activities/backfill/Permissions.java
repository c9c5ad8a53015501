package io.longhaul.activities.backfill;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the user of the target must be allowed to do beside owning the table. */
record Permissions(Transaction transaction, Plan plan) {

    private static final String LONGHAULS = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            + " WHERE schemaname = 'longhaul' AND tablename IN ('change', 'batch', 'filling', 'unfilled')";

    /** What is missing, each with what grants it. */
    List<String> missing() throws SQLException {
        List<String> missing = new ArrayList<>();
        if (!transaction.holds("has_database_privilege(current_database(), 'TEMPORARY')")) {
            missing.add("the user may not make temporary tables, on which a spec is tried: grant TEMPORARY on the"
                    + " database");
        }
        if (!transaction.holds("CASE WHEN to_regnamespace('longhaul') IS NULL"
                + " THEN has_database_privilege(current_database(), 'CREATE')"
                + " ELSE has_schema_privilege('longhaul', 'CREATE, USAGE') END")) {
            missing.add("the user may not make the schema longhaul, where notes are kept: grant CREATE on the database,"
                    + " or make it and grant CREATE and USAGE on it");
        }
        for (String table : transaction.rows(LONGHAULS, row -> row.getString(1))) {
            if (!transaction.holds("has_table_privilege('" + table + "', 'SELECT') AND has_table_privilege('" + table
                    + "', 'INSERT') AND has_table_privilege('" + table + "', 'UPDATE') AND has_table_privilege('"
                    + table + "', 'DELETE')")) {
                missing.add("another user made " + table + ", where notes are kept: grant SELECT, INSERT, UPDATE and"
                        + " DELETE on it");
            }
        }
        long oid = plan.table().oid();
        if (!plan.spec().indexes().isEmpty()
                && !transaction.holds("(SELECT has_schema_privilege(relnamespace, 'CREATE') FROM pg_class WHERE oid = "
                        + oid + ")")) {
            missing.add(
                    "the user may not make indexes in schema " + plan.table().schema() + ": grant CREATE on it");
        }
        if (transaction.holds("(SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = " + oid
                + ") AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)")) {
            missing.add("its row security is forced upon its owner, too, so rows that a policy hides would not be"
                    + " filled: use a user with BYPASSRLS, or ALTER TABLE ... NO FORCE ROW LEVEL SECURITY meanwhile");
        }
        return missing;
    }
}
