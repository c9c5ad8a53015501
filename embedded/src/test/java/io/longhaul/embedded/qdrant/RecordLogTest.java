package io.longhaul.embedded.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qdrant.client.grpc.Collections.CreateCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void threeRecords() throws IOException {
        file = directory.resolve("c.log");
        try (RecordLog log = RecordLog.create(file)) {
            for (String name : List.of("first", "second", "third")) {
                log.append(named(name));
            }
        }
    }

    private static LogRecord named(String name) {
        return LogRecord.of(
                CreateCollection.newBuilder().setCollectionName(name).build());
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        RecordLog.open(file, entry -> names.add(((CreateCollection) entry.message()).getCollectionName()))
                .close();
        return names;
    }

    @Test
    void recordsComeBackInTheirOrder() throws IOException {
        assertThat(names()).containsExactly("first", "second", "third");
    }

    @Test
    void aLogCutAtAnyByteKeepsItsWholeRecordsAndGoesOnFromThere() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int third = whole.length - LogFormat.HEADER_BYTES - named("third").toBytes().length;
        for (int length = third; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            try (RecordLog log = RecordLog.open(file, entry -> {})) {
                log.append(named("after"));
            }

            assertThat(names()).as("cut at %s", length).containsExactly("first", "second", "after");
        }
    }

    @Test
    void aTailOfZeroesIsCutOff() throws IOException {
        Files.write(file, new byte[4096], StandardOpenOption.APPEND);

        assertThat(names()).containsExactly("first", "second", "third");
        assertThat(names()).containsExactly("first", "second", "third");
    }

    @Test
    void aLastRecordWithAWrongChecksumIsCutOff() throws IOException {
        flip((int) Files.size(file) - 1);

        assertThat(names()).containsExactly("first", "second");
    }

    @Test
    void damageAnywhereBeforeTheLastRecordIsAnErrorThatNamesTheFileAndChangesNothing() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int third = whole.length - LogFormat.HEADER_BYTES - named("third").toBytes().length;
        for (int position = LogFormat.magic().length; position < third; position++) {
            flip(position);
            byte[] damaged = Files.readAllBytes(file);

            assertThatThrownBy(this::names)
                    .as("damaged at %s", position)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Corrupt record in " + file);

            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
            Files.write(file, whole);
        }
    }

    @Test
    void anotherFileIsNotTakenForALog() throws IOException {
        Files.writeString(file, "These are the notes of somebody.");

        assertThatThrownBy(this::names).hasMessageContaining(file + " is not a log of LocalQdrant");
    }

    private void flip(int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 0x10;
        Files.write(file, bytes);
    }
}
