package io.longhaul.activities.backfill;

import io.longhaul.activities.live.Rights;
import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the user of the target must be allowed to do beside owning the table. */
record Permissions(Transaction transaction, Plan plan) {

    /** What is missing, each with what grants it. */
    List<String> missing() throws SQLException {
        Rights rights = new Rights(transaction);
        List<String> missing = new ArrayList<>(rights.toTry());
        missing.addAll(rights.toNote("change", "batch", "filling", "unfilled"));
        if (!plan.spec().indexes().isEmpty()) {
            missing.addAll(rights.toMake("indexes", plan.table().schema()));
        }
        if (transaction.holds("(SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = "
                + plan.table().oid()
                + ") AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)")) {
            missing.add("its row security is forced upon its owner, too, so rows that a policy hides would not be"
                    + " filled: use a user with BYPASSRLS, or ALTER TABLE ... NO FORCE ROW LEVEL SECURITY meanwhile");
        }
        return missing;
    }
}
