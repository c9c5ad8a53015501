package io.longhaul.starter.command;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.JobReport;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code list}. */
@Command(name = "list", description = "List all jobs in the ledger, the newest first.")
final class ListCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    ListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Services services =
                Services.open(invocation, settings.reader(invocation), EnumSet.of(Backend.POSTGRES), line -> {})) {
            List<JobReport> jobs = services.jobs().all().stream()
                    .map(job -> JobReport.of(job, null))
                    .toList();
            PrintStream out = invocation.console().out();
            if (output.output() == Output.JSON) {
                Json.print(out, Map.of("jobs", jobs));
            } else if (jobs.isEmpty()) {
                out.println("The ledger has no jobs yet: " + Invocation.PROGRAM + " --limit 1000 makes one.");
            } else {
                out.println(JobReport.head());
                jobs.forEach(job -> out.println(job.row()));
            }
            return ExitCode.OK.code();
        }
    }
}
