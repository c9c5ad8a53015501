package io.longhaul.activities.chroma;

import io.longhaul.activities.PythonServices;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.embedded.chroma.ChromaWriter;
import io.longhaul.embedded.chroma.EmbeddedChroma;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A real Chroma for tests, and the writing that the product never does. */
public final class TestChroma implements AutoCloseable {

    private final EmbeddedChroma chroma;
    private final ChromaWriter writer;

    private TestChroma(EmbeddedChroma chroma) {
        this.chroma = chroma;
        this.writer = new ChromaWriter(chroma.url());
    }

    /** With an empty database below the folder. */
    public static TestChroma start(Path folder) throws IOException {
        return new TestChroma(EmbeddedChroma.start(folder, folder.resolve("chroma.log"), PythonServices.chroma()));
    }

    public ChromaSettings settings() {
        return ChromaSettings.parse(chroma.url());
    }

    public ChromaServer server() {
        return new ChromaServer(settings());
    }

    /** @param space {@code cosine}, {@code l2} or {@code ip} */
    public void create(String collection, String space) {
        doing(() -> {
            var unused = writer.create(collection, space, Map.of("purpose", "test"));
        });
    }

    public void add(String collection, List<VectorRecord> records) {
        List<ChromaWriter.Entry> entries = records.stream()
                .map(record -> new ChromaWriter.Entry(
                        record.id(), Objects.requireNonNull(record.vector()), record.document(), record.metadata()))
                .toList();
        doing(() -> writer.upsert(found(collection), entries));
    }

    public void upsert(String collection, VectorRecord record) {
        add(collection, List.of(record));
    }

    public void delete(String collection, String... ids) {
        doing(() -> writer.delete(found(collection), List.of(ids)));
    }

    private ChromaWriter.Found found(String collection) throws IOException {
        return writer.find(collection).orElseThrow();
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void doing(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        chroma.close();
    }
}
