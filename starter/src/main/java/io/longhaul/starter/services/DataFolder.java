package io.longhaul.starter.services;

import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.Service;
import io.longhaul.embedded.StackInUse;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Refusal;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code .longhaul}: what the embedded services keep. */
public final class DataFolder {

    private final Path folder;

    public DataFolder(Path folder) {
        this.folder = folder;
    }

    public boolean exists() {
        return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    }

    /** Refuses while somebody's services have their data here. Servers that a kill left behind are ended first. */
    public void requireUnused() {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw Refusal.usage(folder + " is a link or no folder: delete it yourself if you mean it");
        }
        try (EmbeddedStack stack = EmbeddedStack.start(folder, killed(), line -> {})) {
            stack.settings();
        } catch (StackInUse e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Services whose servers a kill may have left running: starting one ends what was left of it. */
    private Set<Service> killed() {
        Set<Service> killed = EnumSet.noneOf(Service.class);
        Map.of(
                        Service.MYSQL, "mariadb",
                        Service.POSTGRES, "postgres",
                        Service.TEMPORAL, "temporal",
                        Service.CHROMA, "chroma")
                .forEach((service, directory) -> {
                    if (Files.exists(folder.resolve(directory).resolve("server.pid"))) {
                        killed.add(service);
                    }
                });
        return killed;
    }

    /** Deletes it; links in it, and not what they point to. */
    public void delete() {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new Refusal(ExitCode.FAILED, folder + " could not be deleted as a whole: check its permissions");
        }
    }
}
