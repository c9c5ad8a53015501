package io.longhaul.starter.command;

import io.longhaul.activities.backups.Backup;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.backups.Verified;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.RecipeSettings;
import io.longhaul.workflows.repartition.Aim;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    private static final String NAME = "backups restore";

    private final Invocation invocation;

    @Mixin
    private final YesOption yes = new YesOption();

    @Mixin
    private final BackupParameter backup = new BackupParameter();

    @Mixin
    private final BackupOptions options = new BackupOptions();

    BackupsRestoreCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Supplier<ExitCode> next;
        EnumSet<Backend> needed = EnumSet.of(Backend.TARGET, Backend.POSTGRES);
        try (Services services = Services.open(invocation, options.reader(invocation), needed, line -> {})) {
            Backups backups = BackupOptions.in(services);
            Backup found = backups.find(backup.name());
            next = new FurtherMigration(
                            invocation, options.reader(invocation), options.output(), yes, NAME, "Restore it?")
                    .of(
                            services,
                            RecipeSettings.nameOf(found + "-restore"),
                            found.tableName(),
                            new Aim.Restore(found.toString()),
                            "replaces the rows of table " + found.schema() + "." + found.table(),
                            () -> words(backups, found));
        }
        return next.get().code();
    }

    private static List<String> words(Backups backups, Backup found) {
        Verified verified = backups.verify(found, Watch.ofThisThread());
        if (!verified.holds()) {
            throw new Refusal(
                    ExitCode.FAILED, "backup " + found + " does not hold, so it is not restored: " + verified.fault());
        }
        return List.of(
                "Table " + found.schema() + "." + found.table() + " gets the "
                        + Texts.count(found.content().rows(), "row", "rows") + " that it had at " + found.created()
                        + ".",
                "Now: " + verified.table() + ".",
                "What was written to the table since is no longer in it, what is written until the end included. It"
                        + " stays in " + found.schema() + "." + found.table()
                        + "_replaced_<time>, a backup for 7 days.");
    }
}
