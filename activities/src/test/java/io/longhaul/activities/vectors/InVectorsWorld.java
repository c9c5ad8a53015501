package io.longhaul.activities.vectors;

import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.PythonServices;
import io.longhaul.activities.chroma.TestChroma;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.qdrant.QdrantSink;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests on one Chroma and one PostgreSQL with pgvector, each in worlds of its own. */
abstract class InVectorsWorld {

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer(PythonServices::pgvector);

    private static TestChroma chroma;

    private final List<VectorsWorld> worlds = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException, SQLException {
        chroma = TestChroma.start(folder.resolve("chroma"));
        SERVER.sql("CREATE EXTENSION vector");
    }

    @AfterAll
    static void stop() {
        // It may be missing where there is no Python.
        if (chroma != null) {
            chroma.close();
        }
    }

    VectorsWorld world(String space) {
        return world(space, null, null);
    }

    VectorsWorld world(String space, @Nullable QdrantSink qdrant, @Nullable Embedder embedder) {
        VectorsWorld world = new VectorsWorld(chroma, SERVER, space, qdrant, embedder);
        worlds.add(world);
        return world;
    }

    @AfterEach
    void leave() {
        worlds.forEach(VectorsWorld::close);
    }
}
