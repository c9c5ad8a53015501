package io.longhaul.starter.services;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.Setting;
import io.longhaul.worker.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Further worker processes on this machine, which end with the command that started them. */
public final class WorkerProcesses implements AutoCloseable {

    /** More are no gain for one machine; other machines run bin/worker. */
    public static final int MOST = 32;

    /** Activities are given 10 s to end, and the process a little more. */
    private static final long STOP_SECONDS = 15;

    private final Map<Process, Path> processes = new LinkedHashMap<>();
    private final Set<Process> lost = new HashSet<>();

    private WorkerProcesses() {}

    /** @param notices gets a line for each */
    public static WorkerProcesses start(int count, Settings settings, Invocation invocation, Consumer<String> notices) {
        WorkerProcesses workers = new WorkerProcesses();
        boolean started = false;
        try {
            for (int n = 1; n <= count; n++) {
                Path log = invocation.data().resolve("logs").resolve("worker-" + n + ".log");
                Process process = workers.start(settings, n, invocation, log);
                notices.accept("Started worker process " + process.pid() + ", log "
                        + invocation.directory().relativize(log));
            }
            started = true;
            return workers;
        } finally {
            if (!started) {
                workers.close();
            }
        }
    }

    private Process start(Settings settings, int n, Invocation invocation, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path")), WorkerProcess.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(invocation.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(invocation.environment());
        builder.environment().putAll(settings.environment());
        builder.environment()
                .put(
                        Setting.LONGHAUL_METRICS_PORT.name(),
                        settings.metrics().shifted(n).text());
        try {
            Files.createDirectories(invocation.data().resolve("logs"));
            Process process = builder.start();
            processes.put(process, log);
            return process;
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "a worker process can't be started with its log in " + log + ": check that folder");
        }
    }

    /** The child has another directory. */
    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    void reportLosses(Consumer<String> notices) {
        processes.forEach((process, log) -> {
            if (!process.isAlive() && lost.add(process)) {
                notices.accept(
                        "Worker process " + process.pid() + " ended with " + process.exitValue() + ": see " + log);
            }
        });
    }

    void askToEnd() {
        processes.keySet().forEach(Process::destroy);
    }

    @Override
    public void close() {
        askToEnd();
        for (Process process : processes.keySet()) {
            try {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
