package io.longhaul.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A stack that another JVM owns, to be killed like one. */
final class ForkedStack {
    private final Process process;
    private final Map<String, String> settings;
    private final List<String> output;

    private ForkedStack(Process process, Map<String, String> settings, List<String> output) {
        this.process = process;
        this.settings = settings;
        this.output = output;
    }

    /** Returns when it is up, or when it has ended instead. */
    static ForkedStack start(Path directory, Service... services) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StackMain.class.getName(),
                directory.toString()));
        for (Service service : services) {
            command.add(service.name());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Map<String, String> settings = new HashMap<>();
        List<String> output = new ArrayList<>();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null && !line.equals("READY"); line = lines.readLine()) {
            output.add(line);
            String[] setting = line.split("=", 2);
            if (setting.length == 2) {
                settings.put(setting[0], setting[1]);
            }
        }
        return new ForkedStack(process, settings, output);
    }

    String setting(String name) {
        return settings.get(name);
    }

    String output() {
        return String.join("\n", output);
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
