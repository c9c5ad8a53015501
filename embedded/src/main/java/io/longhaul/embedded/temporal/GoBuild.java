package io.longhaul.embedded.temporal;

import io.longhaul.embedded.process.Commands;
import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the program from its Go module, as a tool of a module of our own: {@code go install} refuses it. */
final class GoBuild implements TemporalCli.Source {
    private static final String PACKAGE = "github.com/temporalio/cli/cmd/temporal";
    private static final Duration WITHIN = Duration.ofMinutes(20);

    private final @Nullable String searchPath;
    private final Path logFile;

    GoBuild(@Nullable String searchPath, Path logFile) {
        this.searchPath = searchPath;
        this.logFile = logFile;
    }

    @Override
    public boolean isAvailable() {
        return Programs.find("go", searchPath).isPresent();
    }

    @Override
    public String notice() {
        return "Building the Temporal dev server " + TemporalCli.VERSION + " with Go (once, 5 minutes or so; log: "
                + logFile + ").";
    }

    @Override
    public void fetch(Path into) throws IOException {
        String go = Programs.find("go", searchPath)
                .orElseThrow(() -> new IOException("no Go toolchain"))
                .toString();
        Path module = Files.createDirectory(into.resolve("module"));
        Files.writeString(module.resolve("go.mod"), "module longhaul/temporal\n\ngo 1.24\n");
        Commands.run(module, List.of(go, "get", "-tool", PACKAGE + "@v" + TemporalCli.VERSION), logFile, WITHIN);
        Commands.run(
                module,
                List.of(go, "build", "-o", into.resolve(TemporalCli.fileName()).toString(), PACKAGE),
                logFile,
                WITHIN);
        PrivateFiles.delete(module);
    }
}
