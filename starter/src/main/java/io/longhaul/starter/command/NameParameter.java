package io.longhaul.starter.command;

import io.longhaul.worker.settings.Setting;
import io.longhaul.worker.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** Which migration is meant. */
final class NameParameter {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The migration's name; default: LONGHAUL_NAME, or that of the collection or schema.")
    private @Nullable String name;

    boolean given() {
        return name != null;
    }

    SettingsReader in(SettingsReader reader) {
        return reader.flag("NAME", Setting.LONGHAUL_NAME, name);
    }
}
