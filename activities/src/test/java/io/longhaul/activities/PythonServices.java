package io.longhaul.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.embedded.postgres.Extension;
import io.longhaul.embedded.process.UserCache;
import io.longhaul.embedded.python.PythonPackages;
import io.longhaul.embedded.python.VectorServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Services that tests take from Python's packages, which the first test that needs them installs as the product does.
 * Without Python such a test is skipped and says so; with {@code REQUIRE_PYTHON_SERVICES=1} it fails.
 */
public final class PythonServices {

    private static final String REQUIRED = "REQUIRE_PYTHON_SERVICES";
    private static final Path LOG = Path.of("target", "python.log");

    private PythonServices() {}

    /** Chroma's own program. */
    public static Path chroma() {
        return vectors().chroma();
    }

    /** For a PostgreSQL that is to have pgvector. */
    public static Extension pgvector() {
        try {
            return vectors().pgvector();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VectorServices vectors() {
        requirePython();
        try {
            return VectorServices.installed(cache(), LOG, System.out::println);
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

    /** A program that a group of packages brings: "vectors", or one that has a list in {@code .ci}. */
    public static Path program(String group, String name) {
        if (group.equals("vectors")) {
            return vectors().program(name);
        }
        requirePython();
        try {
            String requirements = Files.readString(project().resolve(".ci/requirements-" + group + ".txt"));
            PythonPackages packages = new PythonPackages(group, requirements, "leave its tests out", cache());
            return PythonPackages.program(packages.installed(LOG, System.out::println), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requirePython() {
        if (PythonPackages.possible()) {
            return;
        }
        String missing = "there is no Python 3.11 or newer with its module venv: install it, or set PYTHON to one";
        if ("1".equals(System.getenv(REQUIRED))) {
            Assertions.fail(missing);
        }
        Assumptions.abort(missing);
    }

    private static UserCache cache() {
        return UserCache.orAt(project().resolve(".longhaul-python"));
    }

    private static Path project() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".ci"))) {
                return folder;
            }
        }
        throw new IllegalStateException("the tests do not run within the project");
    }
}
