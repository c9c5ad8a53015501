package io.longhaul.starter.services;

import io.longhaul.starter.Invocation;
import io.longhaul.worker.Clients;
import io.longhaul.worker.Status;
import io.longhaul.worker.WorkerSlots;
import io.longhaul.worker.Workers;
import io.longhaul.worker.settings.MetricsSettings;
import java.util.function.Consumer;

/** The workers of one command: those in this process, and the processes it started. */
public final class Crew implements AutoCloseable {

    private final Clients clients;
    private final Workers own;
    private final Status status;
    private final WorkerProcesses others;

    private Crew(Clients clients, Workers own, Status status, WorkerProcesses others) {
        this.clients = clients;
        this.own = own;
        this.status = status;
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
        WorkerSlots slots = WorkerSlots.of(services.settings().slots());
        Clients clients = new Clients(services.settings(), slots);
        Workers own = Workers.start(
                clients,
                services.temporal(),
                slots,
                services.telemetry(),
                services.settings().deployment());
        MetricsSettings metrics = services.settings().metrics().shifted(0);
        Status status = Status.serve(metrics, services.telemetry(), clients, services.connection(), own);
        return new Crew(clients, own, status, others);
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
            status.close();
            clients.close();
        } finally {
            others.close();
        }
    }
}
