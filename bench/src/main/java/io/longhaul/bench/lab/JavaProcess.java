package io.longhaul.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java program of this class path as a process of its own. */
public final class JavaProcess implements AutoCloseable {

    /** As {@code bin/worker} and {@code bin/starter} run it. */
    public static final List<String> AS_LAUNCHED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** What the product reads; what this process has of them is not meant for the lab's. */
    private static final List<String> OURS = List.of(
            "MYSQL_",
            "QDRANT_",
            "OPENAI_",
            "EMBEDDING_",
            "LEDGER_",
            "TARGET_",
            "RELATIONAL_",
            "BACKFILL_",
            "REPARTITION_",
            "LONGHAUL_",
            "OVERLONG_",
            "TEMPORAL_",
            "OTEL_");

    private static final long PATIENCE_SECONDS = 40;

    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * @param options for the JVM
     * @param output where its standard output and its errors go
     */
    static JavaProcess start(
            Path directory,
            List<String> options,
            Class<?> main,
            List<String> arguments,
            Map<String, String> settings,
            Path output)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> OURS.stream().anyMatch(name::startsWith));
        builder.environment().putAll(settings);
        return new JavaProcess(builder.start(), output);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Memory that it had resident, at most, as Linux counts it; 0 elsewhere. */
    public long peakMegabytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    public Path output() {
        return output;
    }

    /** {@code kill -9}, and gone when this returns. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGTERM; waits for the orderly end. */
    public void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** Whether it has ended by itself within the time. */
    public boolean awaitEnd(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public void close() {
        try {
            terminate();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
