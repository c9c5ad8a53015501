package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.worker.settings.SettingsReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where a command's settings come from. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
final class SettingsOptions {

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "Settings in YAML; flags, the environment and .env go before it.")
    private @Nullable Path spec;

    boolean hasSpec() {
        return spec != null;
    }

    SettingsReader reader(Invocation invocation) {
        return invocation.settings().spec(spec);
    }
}
