package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.Fingerprint;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.workflows.engine.JobId;
import java.util.List;

/**
 * A migration that is done.
 *
 * @param state of the file when it was migrated
 */
public record Migrated(TargetDatabase target, SqliteFile file, Fingerprint state, TargetPlan plan, JobId job) {

    /** A schema of ours for a trial, which nobody takes for one of theirs. */
    static String scratch(String schema) {
        return PgNames.fitting("longhaul_readiness_" + schema);
    }

    /** The same tables in another schema, and nothing that names the first one. */
    TargetPlan in(String schema, String quarantine) {
        return new TargetPlan(schema, quarantine, plan.tables(), List.of(), List.of(), null);
    }
}
