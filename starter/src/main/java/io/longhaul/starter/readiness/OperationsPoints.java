package io.longhaul.starter.readiness;

import static io.longhaul.starter.report.Texts.count;

import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.postgres.readiness.BackupTrial;
import io.longhaul.activities.postgres.readiness.Migrated;
import io.longhaul.activities.postgres.readiness.RollbackTrial;
import io.longhaul.starter.readiness.Point.Group;
import io.longhaul.starter.readiness.Point.Open;
import io.longhaul.starter.readiness.Verdict.Fail;
import io.longhaul.starter.readiness.Verdict.NotTried;
import io.longhaul.starter.readiness.Verdict.Pass;
import io.longhaul.starter.readiness.Verdict.Sign;
import io.longhaul.starter.report.Texts;
import java.util.stream.Stream;

/** Whether it can be run, and taken back. */
final class OperationsPoints {

    private final Migrated migrated;
    private final Options options;
    private final Watch watch;

    OperationsPoints(Migrated migrated, Options options, Watch watch) {
        this.migrated = migrated;
        this.options = options;
        this.watch = watch;
    }

    Stream<Open> all() {
        return Stream.of(
                new Open(Group.OPERATIONS, "Backup/restore procedures tested", this::backup),
                new Open(Group.OPERATIONS, "Rollback plan verified", this::rollback),
                new Open(
                        Group.OPERATIONS,
                        "Monitoring alerts configured",
                        () -> new Sign("of the application's database: disk, connections, slow queries, backups that"
                                + " did not run")),
                new Open(
                        Group.OPERATIONS,
                        "Documentation updated",
                        () -> new Sign("connection, schema, who to call, and how to go back")));
    }

    private Verdict backup() {
        BackupTrial trial = new BackupTrial(migrated);
        long size = trial.size(watch);
        if (size > options.backupBytes()) {
            return new NotTried("the tables have %s, and --backup-limit is %s"
                    .formatted(Texts.megabytes(size), Texts.megabytes(options.backupBytes())));
        }
        BackupTrial.Result tried = trial.run(options.folder(), watch);
        String evidence =
                "%s, %s by COPY into files of %s in %d ms, restored in %d ms into a schema that was rolled back"
                        .formatted(
                                count(tried.tables(), "table", "tables"),
                                count(tried.rows(), "row", "rows"),
                                Texts.megabytes(tried.bytes()),
                                tried.backup().toMillis(),
                                tried.restore().toMillis());
        return tried.differing().isEmpty()
                ? new Pass(evidence
                        + ": counts and checksums are the same, indexes and foreign keys could be made. Your own"
                        + " backup tool was not tried")
                : new Fail(
                        evidence + ": different in " + DataPoints.few(tried.differing()),
                        "look for triggers or types that do not survive COPY");
    }

    private Verdict rollback() {
        RollbackTrial.Result tried = new RollbackTrial(migrated).run(watch);
        String evidence =
                "%s with %s, their indexes and foreign keys were made in schema %s as the migration makes them; reset took back %s"
                        .formatted(
                                count(tried.tables(), "table", "tables"),
                                count(tried.rows(), "row", "rows"),
                                tried.schema(),
                                count(tried.removed(), "object", "objects"));
        return tried.left().isEmpty()
                ? new Pass(evidence + ", and nothing else is different after it")
                : new Fail(
                        evidence + "; different after it: " + DataPoints.few(tried.left()),
                        "look who works in these schemas at the same time, and try again");
    }
}
