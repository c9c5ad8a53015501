package io.longhaul.embedded;

import io.longhaul.embedded.process.EmbeddedException;
import java.nio.file.Path;

/** Another process runs a stack on this directory. */
public final class StackInUse extends EmbeddedException {
    private final long owner;

    StackInUse(Path directory, long owner) {
        super("The embedded stack in " + directory + " is in use by process " + owner
                + ": wait for it or stop it, or use another directory.");
        this.owner = owner;
    }

    /** The pid of the process that has it; 0 if it did not say. */
    public long owner() {
        return owner;
    }
}
