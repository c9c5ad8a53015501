package io.longhaul.starter.command;

import io.longhaul.activities.MigrationException;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.JobReport;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.starter.schedule.Schedules;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code list}. */
@Command(name = "list", description = "List all jobs in the ledger, the newest first, and all schedules.")
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
            List<ScheduleReport> schedules = schedules(services);
            PrintStream out = invocation.console().out();
            if (output.output() == Output.JSON) {
                Map<String, @Nullable Object> report = new LinkedHashMap<>();
                report.put("jobs", jobs);
                report.put("schedules", schedules);
                Json.print(out, report);
                return ExitCode.OK.code();
            }
            if (jobs.isEmpty()) {
                out.println("The ledger has no jobs yet: " + Invocation.PROGRAM + " --limit 1000 makes one.");
            } else {
                out.println(JobReport.head());
                jobs.forEach(job -> out.println(job.row()));
            }
            if (schedules != null && !schedules.isEmpty()) {
                out.println();
                out.println(ScheduleReport.head());
                schedules.forEach(schedule -> out.println(schedule.row()));
            }
            return ExitCode.OK.code();
        }
    }

    /** Null where they can't be known: the ledger's part of the list is worth having without them. */
    private @Nullable List<ScheduleReport> schedules(Services services) {
        try {
            List<ScheduleReport> found =
                    Schedules.known(services).map(Schedules::all).orElse(null);
            if (found == null) {
                invocation.console().err().println("Schedules fire, and are listed, while the embedded Temporal runs.");
            }
            return found;
        } catch (MigrationException e) {
            invocation.console().err().println("Schedules can't be listed: " + e.getMessage());
            return null;
        }
    }
}
