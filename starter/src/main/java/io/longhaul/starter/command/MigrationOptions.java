package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.Output;
import io.longhaul.worker.settings.SettingsReader;
import picocli.CommandLine.Mixin;

/** What every command has that reports on one migration: which, by whose settings, and for whom to print. */
final class MigrationOptions {

    @Mixin
    private final NameParameter name = new NameParameter();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    SettingsReader reader(Invocation invocation) {
        return name.in(settings.reader(invocation));
    }

    Output output() {
        return output.output();
    }
}
