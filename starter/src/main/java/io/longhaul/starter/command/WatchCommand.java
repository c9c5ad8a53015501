package io.longhaul.starter.command;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.migration.MigrationHandle;
import io.longhaul.starter.migration.Outcome;
import io.longhaul.starter.migration.Watch;
import io.longhaul.starter.report.JobReport;
import io.longhaul.starter.report.ProgressView;
import io.longhaul.starter.services.Services;
import io.longhaul.workflows.engine.JobStatus;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code watch}. */
@Command(
        name = "watch",
        description = "Show a migration's progress until it ends. Ctrl-C ends the watching, and nothing else.")
final class WatchCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    WatchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        PrintStream out = invocation.console().out();
        try (Services services = options.ledger(invocation)) {
            JobView job = Ledgered.latest(services);
            if (!Ledgered.running(services)) {
                JobReport.of(job, false).text().forEach(out::println);
                return ended(job).code();
            }
            MigrationHandle handle =
                    new MigrationHandle(services.temporal(), services.settings().name());
            ProgressView view = new ProgressView(job.name(), invocation.console(), out);
            Outcome outcome = new Watch(
                            services.jobs(),
                            job.id(),
                            view,
                            invocation.interruption(),
                            invocation.console().interactive())
                    .until(handle.outcome(), null);
            out.println(
                    outcome.status() == JobStatus.RUNNING
                            ? "It goes on."
                            : "It is " + outcome.status().word()
                                    + (outcome.reason() == null ? "." : ": " + outcome.reason()));
            return outcome.exit().code();
        }
    }

    private static ExitCode ended(JobView job) {
        return new Outcome(job.status(), job.reason(), job.totals(), job.verification()).exit();
    }
}
