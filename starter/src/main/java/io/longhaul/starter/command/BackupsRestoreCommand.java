package io.longhaul.starter.command;

import io.longhaul.activities.backups.Backup;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.backups.Verified;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.starter.Console;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Run;
import io.longhaul.starter.migration.RunRequest;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Setting;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backups restore}. */
@Command(
        name = "restore",
        description =
                "Give a table the rows of a backup again, by a migration of its own: a new table is made as the table is"
                        + " now, filled, compared with the backup, and takes the name. What was in the table stays beside it, as a"
                        + " backup. Says before what is lost. Cut off, the same command goes on.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bin/starter backups restore chunks_backup_20260811_120000",
            "  bin/starter backups restore chunks_backup_20260811_120000 --yes"
        })
final class BackupsRestoreCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--yes", description = "Ask nothing.")
    private boolean yes;

    @Mixin
    private final BackupParameter backup = new BackupParameter();

    @Mixin
    private final BackupOptions options = new BackupOptions();

    BackupsRestoreCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /** What is to be done, found out before anything is begun. */
    private record Asked(SettingsReader reader, boolean fresh) {}

    @Override
    public Integer call() {
        PrintStream notices = options.output().notices(invocation.console());
        Optional<Asked> asked = asked(notices);
        if (asked.isEmpty()) {
            notices.println("Nothing was restored.");
            return ExitCode.OK.code();
        }
        RunRequest request = new RunRequest(0, true, asked.get().fresh(), false, options.output());
        return new Run(invocation, request).with(asked.get().reader()).code();
    }

    /** Empty where somebody does not want it after all. */
    private Optional<Asked> asked(PrintStream notices) {
        EnumSet<Backend> needed = EnumSet.of(Backend.TARGET, Backend.POSTGRES);
        try (Services services = Services.open(invocation, options.settings().reader(invocation), needed, line -> {})) {
            Backups backups = BackupOptions.in(services);
            Backup found = backups.find(backup.name());
            String name =
                    (found + "-restore").replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
            Optional<JobView> before = services.jobs().latest(name);
            SettingsReader reader = options.settings()
                    .reader(invocation)
                    .flag("backups restore", Setting.LONGHAUL_RECIPE, RepartitionSpec.RECIPE)
                    .flag("backups restore", Setting.LONGHAUL_NAME, name)
                    .flag("backups restore", Setting.REPARTITION_TABLE, found.tableName())
                    .flag("backups restore", Setting.REPARTITION_AIM, Json.text(new Aim.Restore(found.toString())));
            if (before.isPresent() && before.get().status().unfinished()) {
                notices.println("Restoring " + found + " was begun before, and goes on.");
                return Optional.of(new Asked(reader, false));
            }
            tell(backups, found, notices);
            return agreed(found) ? Optional.of(new Asked(reader, before.isPresent())) : Optional.empty();
        }
    }

    private void tell(Backups backups, Backup found, PrintStream notices) {
        Verified verified = backups.verify(found, Watch.ofThisThread());
        if (!verified.holds()) {
            throw new Refusal(
                    ExitCode.FAILED, "backup " + found + " does not hold, so it is not restored: " + verified.fault());
        }
        notices.println("Table " + found.schema() + "." + found.table() + " gets the "
                + Texts.count(found.content().rows(), "row", "rows") + " that it had at " + found.created() + ".");
        notices.println("Now: " + verified.table() + ".");
        notices.println("What was written to the table since is no longer in it, what is written until the end"
                + " included. It stays in " + found.schema() + "." + found.table()
                + "_replaced_<time>, a backup for 7 days.");
    }

    private boolean agreed(Backup found) {
        Console console = invocation.console();
        if (!yes && !console.interactive()) {
            throw Refusal.usage("restore replaces the rows of table " + found.schema() + "." + found.table()
                    + ": --yes says that you mean it");
        }
        return yes || console.sure(console.out(), "Restore it?", invocation.interruption());
    }
}
