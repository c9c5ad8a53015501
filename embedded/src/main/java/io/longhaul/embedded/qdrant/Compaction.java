package io.longhaul.embedded.qdrant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Rewrites a log without what later records have made void. */
final class Compaction {
    /** What an interrupted compaction leaves behind has this ending, and may be deleted. */
    static final String UNFINISHED = ".compacting";

    private Compaction() {}

    static Path write(CollectionState state, Path file) throws IOException {
        Path shorter = file.resolveSibling(file.getFileName() + UNFINISHED);
        Files.deleteIfExists(shorter);
        try (RecordLog log = RecordLog.create(shorter)) {
            state.writeTo(log);
            // Renaming may reach the disk before the content does; a power cut in between would leave an empty
            // collection.
            log.force();
            return shorter;
        } catch (IOException notWritten) {
            Files.deleteIfExists(shorter);
            throw notWritten;
        }
    }

    static void replace(Path file, Path shorter) throws IOException {
        Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
