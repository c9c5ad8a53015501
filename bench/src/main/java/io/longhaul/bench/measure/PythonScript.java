package io.longhaul.bench.measure;

import io.longhaul.embedded.python.VectorServices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A script beside this class, run with the packages that Chroma and langchain-postgres come with. */
final class PythonScript {

    private static final long MINUTES = 30;

    private final VectorServices services;
    private final Path directory;

    /** @param directory for its files */
    PythonScript(VectorServices services, Path directory) {
        this.services = services;
        this.directory = directory;
    }

    /** What it prints. */
    String run(String name, String... arguments) throws IOException, InterruptedException {
        Path script = directory.resolve(name);
        try (InputStream source = Objects.requireNonNull(PythonScript.class.getResourceAsStream(name))) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        Path errors = directory.resolve(name + ".err");
        List<String> command = Stream.concat(
                        Stream.of(services.program("python").toString(), script.toString()), Stream.of(arguments))
                .toList();
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(name + " failed: " + Files.readString(errors));
            }
            return printed.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
