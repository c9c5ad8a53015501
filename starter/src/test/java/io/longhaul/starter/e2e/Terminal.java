package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.starter.Cli;
import io.longhaul.starter.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** In a directory of its own: what is typed there brings services of its own, and can be killed with all of them. */
record Terminal(Path directory) {

    private static final String PROGRESS = "Progress: ";

    /** A command as a process, which keeps what it prints under a name. */
    Process start(String name, String... arguments) throws IOException {
        return new ProcessBuilder(Stack.java(Main.class, List.of(), arguments))
                .directory(directory.toFile())
                .redirectOutput(printed(name).toFile())
                .redirectError(notices(name).toFile())
                .start();
    }

    private Path printed(String name) {
        return directory.resolve(name + ".json");
    }

    private Path notices(String name) {
        return directory.resolve(name + ".err");
    }

    /** What it has said by the way. */
    String said(String name) throws IOException {
        return Files.readString(notices(name));
    }

    /** What it has reported at its end. */
    JsonNode report(String name) throws IOException {
        return new ObjectMapper().readTree(printed(name).toFile());
    }

    /** The batches completed that it has told of. */
    int completed(String name) throws IOException {
        int completed = -1;
        for (String line : Files.readAllLines(notices(name))) {
            if (line.startsWith(PROGRESS)) {
                completed = Integer.parseInt(line.substring(PROGRESS.length(), line.indexOf('/')));
            }
        }
        return completed;
    }

    /** As {@code kill -9} of the process group would: nobody gets to say goodbye. */
    static void killAll(Process run) throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(run.descendants().toList());
        all.add(run.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        run.waitFor();
    }

    /** Another command, which must succeed; all that it printed. */
    String run(String... words) {
        Cli.Answer answer = Cli.run(directory, Map.of("HOME", "/nowhere"), words);
        String all = answer.out() + answer.err();
        assertThat(answer.exit()).as(all).isZero();
        return all;
    }
}
