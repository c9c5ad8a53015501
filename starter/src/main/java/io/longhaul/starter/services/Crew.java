package io.longhaul.starter.services;

import io.longhaul.starter.Invocation;
import io.longhaul.worker.Workers;
import java.util.function.Consumer;

/** The workers of one command: those in this process, and the processes it started. */
public final class Crew implements AutoCloseable {

    private final Workers own;
    private final WorkerProcesses others;

    private Crew(Workers own, WorkerProcesses others) {
        this.own = own;
        this.others = others;
    }

    /**
     * Starts them.
     *
     * @param processes beside this one
     * @param notices gets a line for each process
     */
    public static Crew start(int processes, Services services, Invocation invocation, Consumer<String> notices) {
        Workers own = Workers.start(services.settings(), services.temporal());
        boolean complete = false;
        try {
            Crew crew = new Crew(own, WorkerProcesses.start(processes, services.settings(), invocation, notices));
            complete = true;
            return crew;
        } finally {
            if (!complete) {
                own.close();
            }
        }
    }

    /** Says so, once, if a worker process has ended by itself; the others go on without it. */
    public void reportLosses(Consumer<String> notices) {
        others.reportLosses(notices);
    }

    /** Lets running activities end, for as long as a user waits. */
    @Override
    public void close() {
        try {
            others.askToEnd();
            own.close();
        } finally {
            others.close();
        }
    }
}
