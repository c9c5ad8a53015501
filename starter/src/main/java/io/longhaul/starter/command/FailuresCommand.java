package io.longhaul.starter.command;

import io.longhaul.activities.ledger.FailureView;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.report.FailuresReport;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code failures}. */
@Command(name = "failures", description = "Show the records that failed, and why.")
final class FailuresCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--most", paramLabel = "N", defaultValue = "100", description = "Show at most N; default 100.")
    private int most;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    FailuresCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (most < 1) {
            throw Refusal.usage("--most is " + most + ": give 1 or more");
        }
        try (Services services = options.ledger(invocation)) {
            JobView job = Ledgered.latest(services);
            List<FailureView> failures = services.batches().failures(job.id(), most);
            FailuresReport report = FailuresReport.of(job, failures);
            if (output.output() == Output.JSON) {
                Json.print(invocation.console().out(), report);
            } else {
                report.text().forEach(invocation.console().out()::println);
            }
            return ExitCode.OK.code();
        }
    }
}
