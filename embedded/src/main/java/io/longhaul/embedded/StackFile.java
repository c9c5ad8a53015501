package io.longhaul.embedded;

import io.longhaul.embedded.process.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code stack.env} in the stack's directory, readable for its owner alone: the settings with which other processes
 * join a running stack. It is there while the stack runs; what a kill left names a pid that is gone.
 */
final class StackFile {
    private static final String PID = "LONGHAUL_STACK_PID";
    private final Path file;

    StackFile(Path directory) {
        this.file = directory.resolve("stack.env");
        remove();
    }

    void write(Map<String, String> settings) throws IOException {
        StringBuilder lines = new StringBuilder("# A running embedded stack; gone when the process below is.\n");
        lines.append(PID).append('=').append(ProcessHandle.current().pid()).append('\n');
        settings.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        PrivateFiles.write(file, lines.toString());
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // Its pid tells that it is stale.
        }
    }
}
