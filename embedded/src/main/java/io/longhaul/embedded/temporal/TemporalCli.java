package io.longhaul.embedded.temporal;

import io.longhaul.embedded.process.Programs;
import io.longhaul.embedded.process.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the {@code temporal} program, the quickest way first: on the PATH, in the user's cache, by download, built by a
 * Go toolchain. The last two put it into the cache.
 */
final class TemporalCli {
    static final String VERSION = "1.5.1";
    private static final Logger log = LoggerFactory.getLogger(TemporalCli.class);

    /** A way to get the program into an empty directory; it says how it failed by an exception. */
    interface Source {
        /** Whether it is worth a try on this machine. */
        boolean isAvailable();

        /** What to tell a person who has to wait for it. */
        String notice();

        void fetch(Path into) throws IOException;
    }

    private final @Nullable String searchPath;
    private final UserCache cache;
    private final List<Source> sources;
    private final Consumer<String> notices;

    TemporalCli(@Nullable String searchPath, UserCache cache, List<Source> sources, Consumer<String> notices) {
        this.searchPath = searchPath;
        this.cache = cache;
        this.sources = sources;
        this.notices = notices;
    }

    static String fileName() {
        return Programs.windows() ? "temporal.exe" : "temporal";
    }

    Optional<Path> find() {
        Optional<Path> onPath = Programs.find("temporal", searchPath).filter(TemporalCli::works);
        if (onPath.isPresent()) {
            return onPath;
        }
        String entry = "temporal-" + VERSION;
        Path cached = cache.path(entry).resolve(fileName());
        if (Files.isExecutable(cached) && works(cached)) {
            return Optional.of(cached);
        }
        for (Source source : sources) {
            Optional<Path> fetched = source.isAvailable() ? fetch(source, entry) : Optional.empty();
            if (fetched.isPresent()) {
                return fetched;
            }
        }
        return Optional.empty();
    }

    private Optional<Path> fetch(Source source, String entry) {
        try {
            Path program = cache.entry(entry, into -> {
                        notices.accept(source.notice());
                        source.fetch(into);
                        if (!works(into.resolve(fileName()))) {
                            throw new IOException("what came does not run");
                        }
                    })
                    .resolve(fileName());
            return Optional.of(program).filter(TemporalCli::works);
        } catch (IOException | RuntimeException failure) {
            log.info("no Temporal program from {}: {}", source.getClass().getSimpleName(), failure.toString());
            return Optional.empty();
        }
    }

    private static boolean works(Path program) {
        return Programs.succeeds(10, List.of(program.toString(), "--version"));
    }
}
