package io.longhaul.worker.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a worker writes its log. */
public enum LogFormat {
    /** A line for people. */
    TEXT,
    /** An object on each line, for programs. */
    JSON;

    static LogFormat of(Values values, List<String> problems) {
        String word = values.text(Setting.LONGHAUL_LOG_FORMAT, TEXT.word());
        return Arrays.stream(values())
                .filter(format -> format.word().equals(word))
                .findFirst()
                .orElseGet(() -> {
                    problems.add(values.where(Setting.LONGHAUL_LOG_FORMAT) + " is " + word + ": give text or json");
                    return TEXT;
                });
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
