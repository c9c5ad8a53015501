package io.longhaul.starter.readiness;

import static io.longhaul.starter.report.Texts.count;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.postgres.readiness.Encryption;
import io.longhaul.activities.postgres.readiness.Grants;
import io.longhaul.activities.postgres.readiness.Migrated;
import io.longhaul.activities.postgres.readiness.RowCounts;
import io.longhaul.starter.readiness.Point.Group;
import io.longhaul.starter.readiness.Point.Open;
import io.longhaul.starter.readiness.Verdict.Fail;
import io.longhaul.starter.readiness.Verdict.Pass;
import io.longhaul.starter.readiness.Verdict.Sign;
import io.longhaul.workflows.engine.JobTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Who may do what, who can listen, and whether it can be told later what was done. */
final class SecurityPoints {

    private final Migrated migrated;
    private final PostgresSettings settings;
    private final JobView job;
    private final List<TestRun> runs;
    private final boolean specIsTheOne;
    private final Watch watch;

    /**
     * @param runs of the migration's name, the first one first
     * @param specIsTheOne whether the spec that is given is the one that was migrated by
     */
    SecurityPoints(
            Migrated migrated,
            PostgresSettings settings,
            JobView job,
            List<TestRun> runs,
            boolean specIsTheOne,
            Watch watch) {
        this.migrated = migrated;
        this.settings = settings;
        this.job = job;
        this.runs = runs;
        this.specIsTheOne = specIsTheOne;
        this.watch = watch;
    }

    Stream<Open> all() {
        return Stream.of(
                new Open(Group.SECURITY, "Access controls migrated", this::grants),
                new Open(Group.SECURITY, "Connection security verified", this::encryption),
                new Open(Group.SECURITY, "Audit trail preserved", this::audit),
                new Open(
                        Group.SECURITY,
                        "Compliance requirements met",
                        () -> new Sign("where data may be kept, for how long, and who may see the quarantine in schema "
                                + migrated.plan().quarantine())));
    }

    private Verdict grants() {
        Grants.Result found = new Grants(migrated).run(watch);
        if (!found.everyones().isEmpty()) {
            return new Fail(
                    "every role has rights on " + DataPoints.few(List.copyOf(found.everyones())),
                    "REVOKE ALL ON these tables FROM PUBLIC, and grant what the application needs");
        }
        return new Pass("%s: %s read, %s write; PUBLIC has no right (SQLite has no rights that could be migrated)"
                .formatted(
                        count(found.tables(), "table", "tables"),
                        may(found.readers().stream().toList()),
                        may(found.writers().stream().toList())));
    }

    private static String may(List<String> roles) {
        return String.join(", ", roles) + " may";
    }

    private Verdict encryption() {
        Encryption.Result found = new Encryption(migrated.target()).run(watch);
        String mode = settings.sslMode();
        if (!found.tls()) {
            return found.sameMachine()
                    ? new Sign("the connection is not encrypted, and does not leave the server's machine: will the"
                            + " application's leave it?")
                    : new Fail(
                            "the connection to " + settings.describe() + " is not encrypted",
                            "turn on ssl in the server, and put sslmode=verify-full and sslrootcert into "
                                    + settings.setting());
        }
        String evidence = found.version() + ", " + found.cipher() + ", sslmode=" + mode;
        return switch (mode) {
            case "verify-full" -> new Pass(evidence + ": the server's certificate and name are verified");
            case "verify-ca" -> new Pass(evidence + ": the server's certificate is verified, and not its name");
            default ->
                new Fail(
                        evidence + ": encrypted, but who answers is not verified",
                        "put sslmode=verify-full and sslrootcert into " + settings.setting());
        };
    }

    /** Whether it can be told of each row what became of it, by whom and why. */
    private Verdict audit() {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).number() != i + 1) {
                missing.add("test run " + (i + 1) + " is not in the ledger");
                break;
            }
        }
        if (!specIsTheOne) {
            missing.add("the spec is not the one that was migrated by");
        }
        long source = 0;
        long copied = 0;
        long withoutReason = 0;
        for (RowCounts.Count count : new RowCounts(migrated).run(watch)) {
            source += count.source();
            copied += count.copied();
            withoutReason += count.withoutReason();
        }
        if (withoutReason > 0) {
            missing.add(count(withoutReason, "quarantined row has", "quarantined rows have") + " no reason");
        }
        JobTotals.Records noted = job.totals().records();
        if (noted.processed() != copied || noted.processed() + noted.skipped() + noted.failed() != source) {
            missing.add("the ledger has %,d rows copied of %,d, and the target's notes have %,d of %,d"
                    .formatted(
                            noted.processed(), noted.processed() + noted.skipped() + noted.failed(), copied, source));
        }
        return missing.isEmpty()
                ? new Pass("%s and %s in the ledger, which adds up to the target's own notes; each quarantined row has"
                                .formatted(
                                        count(runs.size(), "test run", "test runs"),
                                        count(job.totals().batches().total(), "batch", "batches"))
                        + " its reason")
                : new Fail(DataPoints.few(missing), "keep the ledger, the quarantine and the spec as they were");
    }
}
