package io.longhaul.starter.services;

import io.longhaul.starter.Invocation;
import io.longhaul.worker.Clients;
import io.longhaul.worker.WorkerSlots;
import io.longhaul.worker.Workers;
import java.util.function.Consumer;

/** The workers of one command: those in this process, and the processes it started. */
public final class Crew implements AutoCloseable {

    private final Clients clients;
    private final Workers own;
    private final WorkerProcesses others;

    private Crew(Clients clients, Workers own, WorkerProcesses others) {
        this.clients = clients;
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
        WorkerProcesses others = WorkerProcesses.start(processes, services.settings(), invocation, notices);
        WorkerSlots slots = WorkerSlots.DEFAULT;
        Clients clients = new Clients(services.settings(), slots.connections());
        return new Crew(clients, Workers.start(clients, services.temporal(), slots), others);
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
            clients.close();
        } finally {
            others.close();
        }
    }
}
