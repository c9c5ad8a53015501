package io.longhaul.activities.chroma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.PythonServices;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.Metric;
import io.longhaul.activities.collection.VectorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that Chroma's own client in Python has made. */
class ChromaDirectoryTest {

    @TempDir
    Path folder;

    private Path madeByPython() throws IOException, InterruptedException {
        Path made = folder.resolve("made");
        PythonServices.run("vectors", Path.of("src/test/resources/python/chroma_directory.py"), made.toString());
        return made;
    }

    private static Map<String, Long> files(Path folder) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(folder.relativize(file) + " " + Files.getLastModifiedTime(file), Files.size(file));
            }
        }
        return sizes;
    }

    @Test
    void itIsServedFromACopyAndStaysAsItIs() throws Exception {
        Path made = madeByPython();
        Map<String, Long> before = files(made);
        Path scratch = folder.resolve("scratch");

        try (ChromaDirectory served =
                ChromaDirectory.serve(made, PythonServices.chroma().toString(), null, scratch)) {
            ChromaCollection collection = new ChromaCollection(new ChromaServer(served.settings()), "notes");
            CollectionFacts facts = collection.facts();
            List<String> ids = new ArrayList<>();
            List<VectorRecord> records = new ArrayList<>();
            collection.read(0, facts.records(), record -> {
                ids.add(record.id());
                records.add(record);
            });

            assertThat(facts.records()).isEqualTo(1_500);
            assertThat(facts.dimension()).isEqualTo(4);
            assertThat(facts.metric()).isEqualTo(Metric.COSINE);
            // In the order in which they were first written, over the border of a page.
            assertThat(ids).hasSize(1_500).startsWith("n1499", "n1498").endsWith("n1", "n0");
            assertThat(records.get(1_499).vector()).containsExactly(1f, 0f, 0.5f, 0.25f);
            assertThat(records.get(1_499).document()).isEqualTo("written twice");
            assertThat(collection.get(List.of("n3", "nosuch"))).hasSize(1);
        }

        assertThat(files(made)).isEqualTo(before);
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void aCopyWhoseOwnerWasKilledIsDeletedAndItsServerEnded() throws Exception {
        Path killed = Files.createDirectories(folder.resolve("chroma-killed"));
        Path running = Files.createDirectories(folder.resolve("chroma-running"));
        Process server = new ProcessBuilder("sleep", "300").start();
        Process owner = new ProcessBuilder("sleep", "300").start();
        try {
            KilledCopies.own(running);
            KilledCopies.servedBy(killed, server.toHandle());
            KilledCopies.own(killed);
            Files.writeString(
                    killed.resolve("owner"),
                    owner.pid() + "\n" + owner.toHandle().info().startInstant().orElseThrow() + "\n");

            KilledCopies.clear(folder);
            assertThat(killed).exists();
            owner.destroyForcibly().waitFor();
            KilledCopies.clear(folder);
            assertThat(killed).doesNotExist();
            assertThat(running).exists();
            assertThat(server.isAlive()).isFalse();
        } finally {
            owner.destroyForcibly();
            server.destroyForcibly();
        }
    }

    @Test
    void aFolderOfSomethingElseIsRefused() {
        assertThatThrownBy(() -> ChromaDirectory.serve(folder, null, null, folder.resolve("scratch")))
                .hasMessageContaining("holds no chroma.sqlite3, so it is none of Chroma's");
    }

    @Test
    void aProgramThatIsMissingIsNamedWithTheWayToGetIt() {
        assertThatThrownBy(() -> ChromaDirectory.program(null, folder.toString()))
                .hasMessageContaining("install it by \"pip install chromadb\", name it in CHROMA_PROGRAM");
        assertThatThrownBy(
                        () -> ChromaDirectory.program(folder.resolve("chroma").toString(), null))
                .hasMessageContaining("which is no program");
    }

    @Test
    void aProgramThatDoesNotServeIsToldAndLeavesNothing() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("data"));
        Files.createFile(directory.resolve("chroma.sqlite3"));
        Path scratch = folder.resolve("scratch");
        String ends = Stream.of("/bin/false", "/usr/bin/false")
                .filter(program -> Files.isExecutable(Path.of(program)))
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(() -> ChromaDirectory.serve(directory, ends, null, scratch))
                .hasMessageContaining("does not serve a copy of directory " + directory);
        assertThat(scratch).isEmptyDirectory();
    }
}
