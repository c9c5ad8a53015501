package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.recipe.Front;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.VerifyReport;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.KnownRecipe;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.Work;
import java.io.PrintStream;

/** {@code retry-failed} and {@code verify}: another run over a job that has been moved. */
public final class Again {

    private final Invocation invocation;
    private final SettingsReader reader;
    private final Output output;
    private final PrintStream notices;

    public Again(Invocation invocation, SettingsReader reader, Output output) {
        this.invocation = invocation;
        this.reader = reader;
        this.output = output;
        this.notices = output.notices(invocation.console());
    }

    private static void requireRetried(Settings asked) {
        if (asked.recipe().recipe() == KnownRecipe.RELATIONAL) {
            throw Refusal.usage("retry-failed is not for the recipe relational: a quarantined row needs a rule in the"
                    + " spec, and another run on a target that was reset");
        }
        if (asked.recipe().recipe() == KnownRecipe.BACKFILL) {
            throw Refusal.usage(
                    "retry-failed is not for the recipe backfill: run takes up every row that lacks its value");
        }
        if (asked.recipe().recipe() == KnownRecipe.REPARTITION) {
            throw Refusal.usage(
                    "retry-failed is not for the recipe repartition: run goes on with every batch that has failed");
        }
    }

    /** Takes up the failed records: at the end of the run under way, or in one of its own. */
    public ExitCode retryFailed(RetryRequest which) {
        requireRetried(reader.read());
        try (Services services = Services.open(invocation, reader, notices::println)) {
            Settings settings = services.settings();
            MigrationHandle handle = new MigrationHandle(services.temporal(), settings.name());
            JobView job = found(services);
            boolean running = handle.running().isPresent();
            if (running && !services.startedHere()) {
                notices.println(settings.name() + ": " + handle.steer("retryFailed", which));
                return ExitCode.OK;
            }
            if (running) {
                throw unfinished(job);
            }
            if (job.totals().records().failed() == 0 && job.status() == JobStatus.COMPLETED) {
                notices.println("No record of " + job.name() + " has failed.");
                return ExitCode.OK;
            }
            look(services);
            Session.Ended ended = new Session(invocation, services, handle, 0, output)
                    .run(Session.input(job.id(), Work.RETRY_FAILED, which, services), null);
            new Ending(invocation.console(), output).report(handle, settings, ended);
            return ended.outcome().exit();
        }
    }

    /** Compares source and target, and changes neither. */
    public ExitCode verify() {
        try (Services services = Services.open(invocation, reader, notices::println)) {
            Settings settings = services.settings();
            MigrationHandle handle = new MigrationHandle(services.temporal(), settings.name());
            JobView job = found(services);
            if (handle.running().isPresent()) {
                throw unfinished(job);
            }
            look(services);
            Session.Ended ended = new Session(invocation, services, handle, 0, output)
                    .run(Session.input(job.id(), Work.VERIFY, null, services), null);
            return report(settings, ended);
        }
    }

    private static void look(Services services) {
        Preflight preflight = new Preflight(services);
        Front.of(services.settings()).look(services, preflight);
        preflight.orRefuse();
    }

    private ExitCode report(Settings settings, Session.Ended ended) {
        Outcome outcome = ended.outcome();
        if (outcome.status() == JobStatus.RUNNING) {
            notices.println("Not finished: the same command begins it anew.");
            return ExitCode.INTERRUPTED;
        }
        if (outcome.verification() == null) {
            throw new Refusal(
                    outcome.exit(),
                    "verification of " + settings.name() + " "
                            + outcome.status().word() + (outcome.reason() == null ? "" : ": " + outcome.reason()));
        }
        VerifyReport report = VerifyReport.of(settings.name(), outcome.verification(), ended.took());
        if (output == Output.JSON) {
            Json.print(invocation.console().out(), report);
        } else {
            report.text(settings.sinkIdentity()).forEach(invocation.console().out()::println);
        }
        return outcome.verification().passed() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static JobView found(Services services) {
        JobView job = Ledgered.latest(services);
        Identity.requireSame(job, Identity.request(services.settings()));
        return job;
    }

    private static Refusal unfinished(JobView job) {
        return new Refusal(
                ExitCode.FAILED,
                "migration " + job.name() + " is under way, and verifies at its end: " + Invocation.PROGRAM + " --name "
                        + job.name() + " goes on with it");
    }
}
