package io.longhaul.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pgloader of this machine, which is no part of Longhaul. */
final class Pgloader {

    /** Where {@code bench/README.md} has it unpacked. */
    private static final Path UNPACKED = Path.of(".longhaul", "pgloader", "usr", "bin", "pgloader");

    private static final Pattern TOTAL =
            Pattern.compile("Total import time\\s+\\S+\\s+(\\d+)\\D.*?(?:(\\d+)m)?([\\d.]+)s\\s*$", Pattern.MULTILINE);

    private final Path program;
    private final Path directory;

    private Pgloader(Path program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    /**
     * @param given where it is; null to look for it
     * @param directory for its files
     * @return empty where there is none
     */
    static Optional<Pgloader> find(@Nullable String given, Path directory) {
        Stream<Path> places = given != null
                ? Stream.of(Path.of(given))
                : Stream.concat(
                        Stream.of(UNPACKED),
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                                .map(folder -> Path.of(folder, "pgloader")));
        return places.filter(Files::isExecutable)
                .findFirst()
                .map(program -> new Pgloader(program.toAbsolutePath(), directory));
    }

    /**
     * Loads all tables with their indexes into the schema {@code public}.
     *
     * @param target as a URL with user and password
     * @return seconds, as it counts them itself, without its own start
     */
    double load(Path file, String target, long rows) throws IOException, InterruptedException {
        Path commands = directory.resolve("pgloader.load");
        Path output = directory.resolve("pgloader.log");
        Files.writeString(commands, """
                LOAD DATABASE FROM sqlite://%s INTO %s
                WITH include drop, create tables, create indexes, reset sequences;
                """.formatted(file, target));
        Process process = new ProcessBuilder(
                        List.of(program.toString(), "--root-dir", directory.toString(), commands.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(30, TimeUnit.MINUTES)) {
                throw new IllegalStateException("pgloader takes more than half an hour");
            }
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        Matcher total = TOTAL.matcher(said);
        if (!total.find() || Long.parseLong(total.group(1)) != rows) {
            throw new IllegalStateException("pgloader did not load all rows: " + said);
        }
        double minutes = total.group(2) == null ? 0 : Double.parseDouble(total.group(2));
        return 60 * minutes + Double.parseDouble(total.group(3));
    }
}
