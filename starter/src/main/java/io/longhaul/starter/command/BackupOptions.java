package io.longhaul.starter.command;

import io.longhaul.activities.backups.Backup;
import io.longhaul.activities.backups.Backups;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.BackupReport;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.SettingsReader;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What all commands for backups have in common: where the database is, and for whom to print. */
@Command
final class BackupOptions {

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    Output output() {
        return output.output();
    }

    SettingsReader reader(Invocation invocation) {
        return settings.reader(invocation);
    }

    /** The PostgreSQL of TARGET_URL, or the embedded one. */
    Services open(Invocation invocation) {
        return Services.open(invocation, reader(invocation), EnumSet.of(Backend.TARGET), line -> {});
    }

    static Backups in(Services services) {
        return new Backups(services.target().database());
    }

    /** Those that are there, or all that ever were. */
    static List<BackupReport> reports(Backups backups, boolean dropped) {
        Instant now = backups.now();
        return backups.all().stream()
                .filter(backup -> dropped || backup.status() != Backup.Status.DROPPED)
                .map(backup -> BackupReport.of(backup, backups.bytes(backup), now))
                .toList();
    }
}
