package io.longhaul.starter.command;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Divided;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.report.JobReport;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.starter.schedule.Schedules;
import io.longhaul.starter.services.Services;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}. */
@Command(
        name = "status",
        description = "Show where a migration stands.",
        footerHeading = "%nExamples:%n",
        footer = {"  bin/starter status", "  bin/starter status memos --output json"})
final class StatusCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Services services = options.ledger(invocation)) {
            JobView job = Ledgered.latest(services);
            ScheduleReport schedule = Schedules.known(services)
                    .flatMap(known -> known.find(job.name()))
                    .orElse(null);
            Divided table = Divided.of(services, job, invocation.console().err()::println);
            JobReport report = JobReport.of(job, Ledgered.running(services))
                    .with(schedule, table.partitions(), table.layout(), table.log());
            if (output.output() == Output.JSON) {
                Json.print(invocation.console().out(), report);
            } else {
                report.text().forEach(invocation.console().out()::println);
            }
            return ExitCode.OK.code();
        }
    }
}
