package io.longhaul.starter.command;

import io.longhaul.activities.backups.Cleaned;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.BackupCleaned;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backups cleanup}. */
@Command(
        name = "cleanup",
        description =
                "Drop backups whose time is over: only what is recorded as a backup, was verified, still holds what it"
                        + " held then, and whose table is in use. Says why it keeps one.",
        footerHeading = "%nExamples:%n",
        footer = {"  bin/starter backups cleanup --dry-run", "  bin/starter backups cleanup"})
final class BackupsCleanupCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--dry-run", description = "Say what would happen, and change nothing.")
    private boolean dryRun;

    @Mixin
    private final BackupOptions options = new BackupOptions();

    BackupsCleanupCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Services services = options.open(invocation)) {
            PrintStream out = invocation.console().out();
            boolean json = options.output() == Output.JSON;
            List<BackupCleaned> all = new ArrayList<>();
            BackupOptions.in(services)
                    .cleanUp(
                            dryRun,
                            cleaned -> {
                                all.add(BackupCleaned.of(cleaned));
                                if (!json) {
                                    out.println(said(cleaned));
                                }
                            },
                            Watch.ofThisThread());
            if (json) {
                Json.print(out, all);
            } else if (all.isEmpty()) {
                out.println("No backup has expired.");
            }
            return ExitCode.OK.code();
        }
    }

    private String said(Cleaned cleaned) {
        String verb = dryRun ? "Would drop " : "Dropped ";
        return cleaned.dropped() ? verb + cleaned.backup() : "Kept " + cleaned.backup() + ", as " + cleaned.refusal();
    }
}
