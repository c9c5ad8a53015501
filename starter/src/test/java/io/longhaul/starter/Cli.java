package io.longhaul.starter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this process, as a user would with no terminal, and keeps what they print. */
public final class Cli {

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    /** What a command printed, and its exit code. */
    public record Answer(int exit, String out, String err) {

        public JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    Cli(Path directory) {
        this.directory = directory;
        environment.put("HOME", directory.toString());
    }

    Cli with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Answer run(String... args) {
        return run(directory, environment, args);
    }

    public static Answer run(Path directory, Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Main.execute(
                args,
                Console.of(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                directory,
                environment);
        return new Answer(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
