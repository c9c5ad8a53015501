package io.longhaul.embedded.postgres;

import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.ServiceFailed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An extension that another installation of the same version of PostgreSQL brings. The server takes it from there by its
 * search paths, which PostgreSQL 18 has for both of its parts; so data stay with one server, with the extension or without.
 *
 * @param share the directory with {@code extension/<name>.control}
 * @param libraries the directory with the shared library
 */
public record Extension(Path share, Path libraries) {
    private static final int MOST_DEEP = 10;

    /**
     * @param name as {@code vector}
     * @throws ServiceFailed if it is nowhere below the directory
     */
    public static Extension find(String name, Path directory) throws IOException {
        Path control = file(directory, Path.of("extension", name + ".control"));
        Path library = file(directory, Path.of(System.mapLibraryName(name).replaceFirst("^lib", "")));
        return new Extension(PrivateFiles.parent(PrivateFiles.parent(control)), PrivateFiles.parent(library));
    }

    private static Path file(Path directory, Path wanted) throws IOException {
        try (Stream<Path> files = Files.find(directory, MOST_DEEP, (path, kind) -> path.endsWith(wanted))) {
            return files.findFirst()
                    .orElseThrow(() -> new ServiceFailed(
                            "There is no " + wanted + " in " + directory + ": delete it and try again."));
        }
    }

    List<String> options() {
        return List.of(
                "-c",
                "extension_control_path=$system" + File.pathSeparator + share,
                "-c",
                "dynamic_library_path=$libdir" + File.pathSeparator + libraries);
    }
}
