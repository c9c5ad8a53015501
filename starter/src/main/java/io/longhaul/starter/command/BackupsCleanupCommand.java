package io.longhaul.starter.command;

import io.longhaul.activities.backups.Cleaned;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.KeepInStep;
import io.longhaul.starter.report.BackupCleaned;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.schedule.Every;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Setting;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
        footer = {
            "  bin/starter backups cleanup --dry-run",
            "  bin/starter backups cleanup",
            "  bin/starter backups cleanup --every 1d"
        })
final class BackupsCleanupCommand implements Callable<Integer> {

    /** Of the job that the schedule runs. */
    private static final String SCHEDULE = "backups-cleanup";

    private final Invocation invocation;

    @Option(names = "--dry-run", description = "Say what would happen, and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            description = "Do so again and again, by a schedule of Temporal: minutes, hours or days, as 12h or 1d. "
                    + Invocation.PROGRAM + " unschedule " + SCHEDULE + " takes it away.")
    private @Nullable String every;

    @Mixin
    private final BackupOptions options = new BackupOptions();

    BackupsCleanupCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (every != null) {
            if (dryRun) {
                throw Refusal.usage("--every drops backups again and again, and --dry-run none: give one of them");
            }
            return scheduled(Every.ofOption("--every", every));
        }
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

    private int scheduled(Every interval) {
        SettingsReader reader = options.reader(invocation)
                .flag("backups cleanup", Setting.LONGHAUL_RECIPE, RepartitionSpec.RECIPE)
                .flag("backups cleanup", Setting.LONGHAUL_NAME, SCHEDULE)
                .flag("backups cleanup", Setting.REPARTITION_TABLE, "migration_backups")
                .flag("backups cleanup", Setting.REPARTITION_AIM, Json.text(new Aim.CleanUp()));
        return new KeepInStep(invocation, options.output())
                .again(reader, interval)
                .code();
    }

    private String said(Cleaned cleaned) {
        String verb = dryRun ? "Would drop " : "Dropped ";
        return cleaned.dropped() ? verb + cleaned.backup() : "Kept " + cleaned.backup() + ", as " + cleaned.refusal();
    }
}
