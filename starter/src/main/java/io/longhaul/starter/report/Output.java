package io.longhaul.starter.report;

import io.longhaul.starter.Console;
import java.io.PrintStream;

/** For whom a command prints its result. */
public enum Output {
    TEXT,
    JSON;

    /** Where lines for people go: stdout belongs to the result where that is JSON. */
    public PrintStream notices(Console console) {
        return this == JSON ? console.err() : console.out();
    }
}
