package io.longhaul.worker.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code .longhaul/stack.env}: where the embedded services of a directory are, as long as their owner lives. */
final class StackFile {

    private StackFile() {}

    /** Empty when no embedded stack runs in this directory. */
    static Map<String, String> ofRunning(Path directory) {
        Path file = directory.resolve(".longhaul").resolve("stack.env");
        List<String> unreadable = new ArrayList<>();
        Map<String, String> values = DotEnv.read(file, file.toString(), unreadable);
        String owner = values.get(Setting.LONGHAUL_STACK_PID.name());
        return unreadable.isEmpty() && owner != null && lives(owner) ? values : Map.of();
    }

    private static boolean lives(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
