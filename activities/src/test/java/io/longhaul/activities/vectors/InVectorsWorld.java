package io.longhaul.activities.vectors;

import io.longhaul.activities.PythonServices;
import io.longhaul.activities.chroma.TestChroma;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests on one Chroma and one PostgreSQL with pgvector, each in worlds of its own. */
abstract class InVectorsWorld {

    @TempDir
    static Path folder;

    private static TestChroma chroma;
    private static EmbeddedPostgres postgres;

    private final List<VectorsWorld> worlds = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        chroma = TestChroma.start(folder.resolve("chroma"));
        postgres = EmbeddedPostgres.start(
                folder.resolve("postgres"), folder.resolve("postgres.log"), PythonServices.pgvector());
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION vector");
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @AfterAll
    static void stop() {
        // Either may be missing where there is no Python.
        if (postgres != null) {
            postgres.close();
        }
        if (chroma != null) {
            chroma.close();
        }
    }

    VectorsWorld world(String space) {
        return world(space, null, null);
    }

    VectorsWorld world(String space, @Nullable QdrantSink qdrant, @Nullable Embedder embedder) {
        VectorsWorld world = new VectorsWorld(chroma, postgres, space, qdrant, embedder);
        worlds.add(world);
        return world;
    }

    @AfterEach
    void leave() {
        worlds.forEach(VectorsWorld::close);
    }
}
