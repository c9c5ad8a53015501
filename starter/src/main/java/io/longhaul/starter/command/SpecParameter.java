package io.longhaul.starter.command;

import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.SettingsReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The spec of the migration, without the word {@code --spec}. */
final class SpecParameter {

    @Parameters(arity = "0..1", paramLabel = "SPEC", description = "The same as --spec.")
    private @Nullable Path file;

    boolean given() {
        return file != null;
    }

    /** @throws Refusal where {@code --spec} is there too */
    SettingsReader in(SettingsReader reader, SettingsOptions options) {
        if (file == null) {
            return reader;
        }
        if (options.hasSpec()) {
            throw Refusal.usage("SPEC is " + file + ", and there is --spec, too: give one of them");
        }
        return reader.spec(file);
    }
}
