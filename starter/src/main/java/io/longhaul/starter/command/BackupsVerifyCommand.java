package io.longhaul.starter.command;

import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.BackupVerified;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backups verify}. */
@Command(
        name = "verify",
        description = "Read a backup again: its count and its checksum over all rows must be as when it was made. Says,"
                + " too, whether its table has changed since.",
        footerHeading = "%nExit codes: 0 it holds, 1 it does not.%n%nExamples:%n",
        footer = "  bin/starter backups verify chunks_backup_20260811_120000")
final class BackupsVerifyCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final BackupParameter backup = new BackupParameter();

    @Mixin
    private final BackupOptions options = new BackupOptions();

    BackupsVerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Services services = options.open(invocation)) {
            Backups backups = BackupOptions.in(services);
            BackupVerified found = BackupVerified.of(backups.verify(backups.find(backup.name()), Watch.ofThisThread()));
            if (options.output() == Output.JSON) {
                Json.print(invocation.console().out(), found);
            } else {
                found.text().forEach(invocation.console().out()::println);
            }
            return (found.holds() ? ExitCode.OK : ExitCode.FAILED).code();
        }
    }
}
