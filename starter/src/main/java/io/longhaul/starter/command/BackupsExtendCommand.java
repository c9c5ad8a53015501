package io.longhaul.starter.command;

import io.longhaul.activities.backups.Backups;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.report.BackupReport;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backups extend}. */
@Command(
        name = "extend",
        description = "Keep a backup for longer.",
        footerHeading = "%nExamples:%n",
        footer = "  bin/starter backups extend chunks_backup_20260811_120000 --days 14")
final class BackupsExtendCommand implements Callable<Integer> {

    private static final int MOST = 3650;

    private final Invocation invocation;

    @Option(
            names = "--days",
            paramLabel = "N",
            required = true,
            description = "So many days more, 1 to 3650; from today on where its time is over.")
    private int days;

    @Mixin
    private final BackupParameter backup = new BackupParameter();

    @Mixin
    private final BackupOptions options = new BackupOptions();

    BackupsExtendCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (days < 1 || days > MOST) {
            throw Refusal.usage("--days is " + days + ": give 1 to " + MOST);
        }
        try (Services services = options.open(invocation)) {
            Backups backups = BackupOptions.in(services);
            var extended = backups.extend(backups.find(backup.name()), days);
            BackupReport report = BackupReport.of(extended, backups.bytes(extended), backups.now());
            if (options.output() == Output.JSON) {
                Json.print(invocation.console().out(), report);
            } else {
                invocation
                        .console()
                        .out()
                        .println("Backup " + report.backup() + " is kept until " + report.expires() + ".");
            }
            return ExitCode.OK.code();
        }
    }
}
