package io.longhaul.starter.readiness;

import static io.longhaul.starter.report.Texts.count;

import io.longhaul.activities.ledger.JobAccount;
import io.longhaul.activities.postgres.Catalog;
import io.longhaul.activities.postgres.SampleQueries;
import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.postgres.readiness.Migrated;
import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.IndexPlan;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.starter.readiness.Point.Group;
import io.longhaul.starter.readiness.Point.Open;
import io.longhaul.starter.readiness.Verdict.Fail;
import io.longhaul.starter.readiness.Verdict.Pass;
import io.longhaul.starter.readiness.Verdict.Sign;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.schedule.Every;
import io.longhaul.workflows.engine.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether it is fast enough. */
final class PerformancePoints {

    private final Migrated migrated;
    private final TargetServer server;
    private final JobAccount account;
    private final Options options;
    private final Watch watch;

    PerformancePoints(Migrated migrated, TargetServer server, JobAccount account, Options options, Watch watch) {
        this.migrated = migrated;
        this.server = server;
        this.account = account;
        this.options = options;
        this.watch = watch;
    }

    Stream<Open> all() {
        return Stream.of(
                new Open(Group.PERFORMANCE, "Migration completes within time window", this::window),
                new Open(Group.PERFORMANCE, "Query performance acceptable", this::queries),
                new Open(Group.PERFORMANCE, "Index creation successful", this::indexes),
                new Open(Group.PERFORMANCE, "Connection pooling tested", this::connections));
    }

    /** From the first phase to the end of the last one, pauses included: so long an application would have to wait. */
    private Verdict window() {
        List<JobAccount.Entered> phases = account.phases();
        if (phases.isEmpty()) {
            return new Verdict.NotTried("the ledger has no phases of this job");
        }
        Duration took = Duration.between(phases.get(0).entered(), left(phases.get(phases.size() - 1)));
        String evidence = "it took %s: %s"
                .formatted(
                        took(took),
                        phases.stream()
                                .map(phase -> phase.phase().name().toLowerCase(Locale.ROOT) + " "
                                        + took(Duration.between(phase.entered(), left(phase))))
                                .collect(Collectors.joining(", ")));
        Duration window = options.window();
        if (window == null) {
            return new Sign(evidence + "; --window, as --window 1h, has it judged");
        }
        return took.compareTo(window) <= 0
                ? new Pass(evidence + "; the window is " + Every.text(window))
                : new Fail(
                        evidence + "; the window is " + Every.text(window),
                        "more workers, more batches in flight, or a longer window");
    }

    private static String took(Duration time) {
        return time.toMinutes() > 0 ? Texts.clock(time) : Texts.decimal(time.toMillis() / 1000.0) + " s";
    }

    private static Instant left(JobAccount.Entered phase) {
        Instant left = phase.left();
        return left == null ? Instant.now() : left;
    }

    private Verdict queries() {
        Verification timed = new SampleQueries(migrated.target(), migrated.file(), migrated.plan()).run(watch);
        long asked = timed.checks().get(0).of();
        if (!timed.passed()) {
            return new Fail(
                    "over five times as slow as in SQLite: " + DataPoints.few(timed.examples()),
                    "look at the plan of such a query, at the server's memory and at the network");
        }
        return timed.checks().get(0).wrong() == 0
                ? new Pass(count(asked, "sample query takes", "sample queries take")
                        + " at most twice SQLite's time, or less than 50 ms")
                : new Sign("over twice as slow as in SQLite, and less than five times: "
                        + DataPoints.few(timed.examples()));
    }

    private Verdict indexes() {
        int expected = 0;
        List<String> absent = new ArrayList<>();
        for (TablePlan table : migrated.plan().tables()) {
            List<String> names = new ArrayList<>(
                    table.indexes().stream().map(IndexPlan::name).toList());
            table.constraints().stream()
                    .filter(constraint -> constraint.kind() == ConstraintPlan.Kind.PRIMARY_KEY
                            || constraint.kind() == ConstraintPlan.Kind.UNIQUE)
                    .map(ConstraintPlan::name)
                    .forEach(names::add);
            expected += names.size();
            List<String> valid = migrated.target()
                    .transaction(
                            "looking at indexes of table " + table.target(),
                            watch,
                            transaction -> Catalog.indexes(
                                    transaction.sql(), migrated.plan().schema(), table.target()));
            names.removeAll(valid);
            names.forEach(name -> absent.add(table.target() + ": " + name));
        }
        return absent.isEmpty()
                ? new Pass(count(expected, "index is", "indexes are")
                        + " there and valid, those of keys and unique constraints included")
                : new Fail(
                        "not there, or not valid: " + DataPoints.few(absent),
                        "REINDEX what is invalid; make what is missing by the SQL of discover --ddl-only");
    }

    private Verdict connections() {
        TargetServer.Room room = server.room();
        int wanted = options.connections();
        String server =
                "the server takes %s, and %s in use".formatted(count(room.most()), count(room.used(), "is", "are"));
        if (wanted > room.free()) {
            return new Fail(
                    server + ", so there is no room for " + count(wanted) + " more",
                    "raise max_connections, use a pooler, or let the application hold fewer (--connections)");
        }
        int answered = this.server.openAtOnce(wanted);
        return answered == wanted
                ? new Pass("%s at once were opened and answered; %s"
                        .formatted(count(wanted, "connection", "connections"), server))
                : new Sign(
                        "%s at once were opened and answered by %s of the server's processes, as a pooler does it; %s"
                                .formatted(count(wanted, "connection", "connections"), count(answered), server));
    }
}
