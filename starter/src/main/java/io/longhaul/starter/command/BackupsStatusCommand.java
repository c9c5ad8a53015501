package io.longhaul.starter.command;

import io.longhaul.activities.backups.Backups;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.BackupsReport;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backups status}. */
@Command(
        name = "status",
        description = "Show how many backups there are, what they take, which are not verified, and which expire soon.")
final class BackupsStatusCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final BackupOptions options = new BackupOptions();

    BackupsStatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Services services = options.open(invocation)) {
            Backups backups = BackupOptions.in(services);
            BackupsReport report = BackupsReport.of(BackupOptions.reports(backups, false), backups.now());
            if (options.output() == Output.JSON) {
                Json.print(invocation.console().out(), report);
            } else {
                report.text().forEach(invocation.console().out()::println);
            }
            return ExitCode.OK.code();
        }
    }
}
