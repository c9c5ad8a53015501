package io.longhaul.starter;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this process and keeps what they print. */
final class Cli {

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    /** What a command did. */
    record Done(int exit, String out, String err) {}

    Cli(Path directory) {
        this.directory = directory;
        environment.put("HOME", directory.toString());
    }

    Cli with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Done run(String... args) {
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
        return new Done(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
