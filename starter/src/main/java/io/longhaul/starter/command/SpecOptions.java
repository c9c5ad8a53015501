package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.SettingsReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What every command has that takes a spec, without the word {@code --spec} or with it. */
final class SpecOptions {

    @Parameters(arity = "0..1", paramLabel = "SPEC", description = "The same as --spec.")
    private @Nullable Path file;

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    boolean given() {
        return file != null || settings.hasSpec();
    }

    /** @throws Refusal where it is there in both ways */
    SettingsReader reader(Invocation invocation) {
        SettingsReader reader = settings.reader(invocation);
        if (file == null) {
            return reader;
        }
        if (settings.hasSpec()) {
            throw Refusal.usage("SPEC is " + file + ", and there is --spec, too: give one of them");
        }
        return reader.spec(file);
    }
}
