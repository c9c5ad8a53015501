package io.longhaul.starter;

import java.util.List;

/** How a command ended, for scripts. The README has this table too. */
public enum ExitCode {
    /** Done; for a migration: completed, every record there. */
    OK(0),
    /** The migration, a check or a verification failed. */
    FAILED(1),
    /** Nothing was begun: the command line, a setting, or a service that can't be used as it is set. */
    USAGE(2),
    /** Completed, but some records failed; {@code failures} lists them. */
    INCOMPLETE(3),
    /** Paused or cancelled; it can go on. */
    STOPPED(4),
    /** Ctrl-C or SIGTERM. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** That of a whole of which parts ended so: the one that wants more of a person. */
    public ExitCode or(ExitCode other) {
        List<ExitCode> best = List.of(OK, INCOMPLETE, STOPPED, INTERRUPTED, FAILED, USAGE);
        return best.indexOf(this) >= best.indexOf(other) ? this : other;
    }
}
