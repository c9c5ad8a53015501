package io.longhaul.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Signals to processes that the lab itself has started. */
final class Signals {

    private Signals() {}

    /** Sends it to a process and to all that it has started, the process first, so that it can't start others. */
    static void toTree(String signal, long pid) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal, Long.toString(pid)));
        ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(child -> command.add(Long.toString(child.pid())));
        try {
            // One of several may have ended meanwhile, which kill says by its exit code.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("this system has no kill program, which the drills need", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
