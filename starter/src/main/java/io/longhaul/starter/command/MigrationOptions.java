package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Setting;
import io.longhaul.worker.settings.SettingsReader;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What every command has that is about one migration: which, and by whose settings. */
final class MigrationOptions {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The migration's name; default: LONGHAUL_NAME, or that of the collection or schema.")
    private @Nullable String name;

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    SettingsReader reader(Invocation invocation) {
        return settings.reader(invocation).flag("NAME", Setting.LONGHAUL_NAME, name);
    }

    /** Its ledger alone, to tell what is in it. */
    Services ledger(Invocation invocation) {
        return Services.open(invocation, reader(invocation), EnumSet.of(Backend.POSTGRES), line -> {});
    }

    /** The database that it changed, too. */
    Services database(Invocation invocation, Consumer<String> notices) {
        return Services.open(invocation, reader(invocation), EnumSet.of(Backend.POSTGRES, Backend.TARGET), notices);
    }
}
