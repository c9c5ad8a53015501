package io.longhaul.starter.command;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.BackupReport;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backups list}. */
@Command(name = "list", description = "List all backups of the database, the newest first.")
final class BackupsListCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--all", description = "Those that were dropped, too.")
    private boolean all;

    @Mixin
    private final BackupOptions options = new BackupOptions();

    BackupsListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Services services = options.open(invocation)) {
            List<BackupReport> backups = BackupOptions.reports(BackupOptions.in(services), all);
            PrintStream out = invocation.console().out();
            if (options.output() == Output.JSON) {
                Json.print(out, backups);
            } else if (backups.isEmpty()) {
                out.println(services.settings().target().describe() + " has no backups.");
            } else {
                out.println(BackupReport.head());
                backups.forEach(backup -> out.println(backup.row()));
            }
            return ExitCode.OK.code();
        }
    }
}
