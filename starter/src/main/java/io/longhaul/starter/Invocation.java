package io.longhaul.starter;

import io.longhaul.worker.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who calls, and from where.
 *
 * @param directory the working directory, where {@code .env} is and {@code .longhaul} goes
 * @param environment variables as {@link System#getenv()}
 */
public record Invocation(Console console, Path directory, Map<String, String> environment, Interruption interruption) {

    /** How users call this program; messages that name a command begin with it. */
    public static final String PROGRAM = "bin/starter";

    /** The embedded stack's data, logs included. */
    public Path data() {
        return directory.resolve(".longhaul");
    }

    public SettingsReader settings() {
        return new SettingsReader(directory, environment);
    }

    /** Variables may hold secrets. */
    @Override
    public String toString() {
        return "Invocation[" + directory + "]";
    }
}
