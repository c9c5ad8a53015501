package io.longhaul.embedded.process;

/** How a server likes to be told to stop. */
public enum StopSignal {
    TERMINATE {
        @Override
        boolean send(ProcessHandle process) {
            return process.destroy();
        }
    },
    /** PostgreSQL stops at once on this one, where it would wait for its clients on the other. */
    INTERRUPT {
        @Override
        boolean send(ProcessHandle process) {
            return Signals.kill(process, "INT");
        }
    };

    abstract boolean send(ProcessHandle process);
}
