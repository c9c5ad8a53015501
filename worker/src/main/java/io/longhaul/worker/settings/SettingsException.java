package io.longhaul.worker.settings;

import java.util.List;

/** Settings that can't be used: every problem at once, each naming its setting and the way out, none a secret. */
public final class SettingsException extends RuntimeException {

    private final List<String> problems;

    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
