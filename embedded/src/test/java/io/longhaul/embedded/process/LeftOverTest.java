package io.longhaul.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LeftOverTest {
    @TempDir
    Path directory;

    private Path data;
    private Path pidFile;
    private Process process;

    @BeforeEach
    void prepare() throws Exception {
        data = Files.createDirectories(directory.resolve("my data"));
        pidFile = directory.resolve("server.pid");
    }

    @AfterEach
    void clean() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** A program of this name, at work on this path. */
    private Process run(String program, Path path) throws Exception {
        Path script = directory.resolve(program);
        Files.writeString(script, "echo here\nread nothing\n");
        process = new ProcessBuilder("/bin/sh", script.toString(), "--datadir=" + path).start();
        process.inputReader().readLine();
        Files.writeString(pidFile, process.pid() + "\n");
        return process;
    }

    @Test
    void ourServerOnOurDataIsEnded() throws Exception {
        Process server = run("fakeserver", data);

        LeftOver.end(pidFile, "fakeserver", data, StopSignal.TERMINATE);

        assertThat(server.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void theSameServerOnOtherDataIsLeftAlone() throws Exception {
        Process server = run("fakeserver", directory.resolve("my data of another kind"));

        LeftOver.end(pidFile, "fakeserver", data, StopSignal.TERMINATE);

        assertThat(server.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void anotherProgramThatNamesOurDataIsLeftAlone() throws Exception {
        Process editor = run("editor", data);

        LeftOver.end(pidFile, "fakeserver", data, StopSignal.TERMINATE);

        assertThat(editor.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aPidFileWithNonsenseOrWithoutAProcessIsOnlyRemoved() throws Exception {
        for (String content : new String[] {"", "nonsense", "-1", "999999999"}) {
            Files.writeString(pidFile, content);
            LeftOver.end(pidFile, "fakeserver", data, StopSignal.TERMINATE);
            assertThat(pidFile).doesNotExist();
        }
    }
}
