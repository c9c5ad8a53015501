package io.longhaul.embedded.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a running process was started as. */
final class CommandLine {
    private CommandLine() {}

    /** The program and its arguments; empty where the system does not tell. */
    static List<String> of(ProcessHandle process) {
        // The JDK cuts long command lines on Linux, the kernel does not.
        Path proc = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            String line = Files.readString(proc, StandardCharsets.ISO_8859_1);
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            return line.isEmpty()
                    ? List.of()
                    : Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException noProcFileSystem) {
            List<String> words = new ArrayList<>();
            process.info().command().ifPresent(words::add);
            process.info().arguments().ifPresent(arguments -> words.addAll(Arrays.asList(arguments)));
            return words;
        }
    }

    /**
     * Whether the process is this program, at work on this path. A wrapper that is about to become the program
     * (a shell, {@code setsid}) has both among its words too, and counts.
     */
    static boolean is(ProcessHandle process, String program, Path path) {
        List<String> words = of(process);
        return words.stream().anyMatch(word -> isProgram(word, program))
                && words.stream().anyMatch(word -> names(word, path.toString()));
    }

    private static boolean isProgram(String word, String program) {
        String name = word.substring(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
        return name.equals(program) || name.equals(program + ".exe");
    }

    private static boolean names(String word, String path) {
        return word.equals(path) || (word.startsWith("--") && word.endsWith("=" + path));
    }

    /**
     * Whether it is dead and only listed because its parent has not asked for it. As long as one of its threads is
     * still on the way out, it holds its ports and locks.
     */
    static boolean isDeadButListed(ProcessHandle process) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
            String state = Files.readString(proc.resolve("stat"), StandardCharsets.ISO_8859_1);
            // Behind the name, which may hold anything.
            return state.startsWith("Z", state.lastIndexOf(')') + 2) && threads.count() <= 1;
        } catch (IOException noProcFileSystem) {
            return false;
        }
    }
}
