package io.longhaul.worker.settings;

import java.util.Locale;

/** How a worker writes its log. */
public enum LogFormat {
    /** A line for people. */
    TEXT,
    /** An object on each line, for programs. */
    JSON;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
