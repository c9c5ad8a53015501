package io.longhaul.embedded.python;

import io.longhaul.embedded.postgres.Extension;
import io.longhaul.embedded.process.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Chroma's own program and pgvector, which no package of Maven's brings.
 *
 * @param environment that they are in, with langchain-postgres as their client
 */
public record VectorServices(Path environment) {
    /** Those that somebody has installed. */
    public static Optional<VectorServices> found(UserCache cache) {
        return packages(cache).found().map(VectorServices::new);
    }

    /** As {@link PythonPackages#installed}. */
    public static VectorServices installed(UserCache cache, Path logFile, Consumer<String> notices) throws IOException {
        return new VectorServices(packages(cache).installed(logFile, notices));
    }

    private static PythonPackages packages(UserCache cache) {
        return new PythonPackages(
                "vectors",
                requirements(),
                "name a Chroma of your own in CHROMA_URL and a PostgreSQL with pgvector in TARGET_URL",
                cache);
    }

    private static String requirements() {
        try (InputStream list = VectorServices.class.getResourceAsStream("vectors.txt")) {
            if (list == null) {
                throw new IOException("it is not on the class path");
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new IllegalStateException("the list of Python's packages can't be read", broken);
        }
    }

    /** The program that serves a directory. */
    public Path chroma() {
        return program("chroma");
    }

    /** Any program of the environment. */
    public Path program(String name) {
        return PythonPackages.program(environment, name);
    }

    /** For a PostgreSQL of the same version. */
    public Extension pgvector() throws IOException {
        return Extension.find("vector", environment);
    }
}
