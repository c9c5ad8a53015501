package io.longhaul.activities.embed;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that have a world of their own each. */
abstract class InWorld {

    @TempDir
    Path directory;

    World world;

    @BeforeEach
    void begin() throws IOException {
        world = new World(directory);
    }

    @AfterEach
    void end() throws IOException {
        world.close();
    }
}
