package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.schedule.Schedules;
import io.longhaul.starter.services.Crew;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code cancel}: asks, waits for the end, and says how it stands. */
public final class Cancel {

    /** Heartbeats carry a cancellation within 8 s; activities and the ledger need some more. */
    private static final long WAIT_MS = 60_000;

    private static final long LOOK_MS = 200;

    private final Invocation invocation;
    private final SettingsReader reader;
    private final PrintStream out;

    public Cancel(Invocation invocation, SettingsReader reader) {
        this.invocation = invocation;
        this.reader = reader;
        this.out = invocation.console().out();
    }

    /** Cancels. The end of a run that was killed with its stack needs the stack, and workers, once more. */
    public ExitCode run() {
        Settings asked = reader.read();
        boolean workersElsewhere = !asked.missing().contains(Backend.TEMPORAL);
        Set<Backend> needed = workersElsewhere ? EnumSet.of(Backend.POSTGRES, Backend.TEMPORAL) : asked.needed();
        try (Services services = Services.open(invocation, reader, needed, line -> {})) {
            String name = services.settings().name();
            SeriesHandle series = new SeriesHandle(services.temporal(), name);
            if (series.running().isPresent()) {
                return series(name, series, services, workersElsewhere);
            }
            MigrationHandle handle = new MigrationHandle(services.temporal(), name);
            JobView job = Ledgered.latest(services);
            if (handle.running().isEmpty()) {
                throw new Refusal(
                        ExitCode.FAILED,
                        "migration " + job.name() + " is not running, it is "
                                + job.status().word());
            }
            handle.cancel();
            out.println("Cancelling " + job.name() + " ...");
            try (Crew crew = workersElsewhere ? null : Crew.start(0, services, invocation, out::println)) {
                ExitCode exit = ended(handle, services, crew);
                Schedules.known(services)
                        .flatMap(schedules -> schedules.find(job.name()))
                        .ifPresent(schedule -> out.println("So does its schedule, " + schedule.text() + ". "
                                + Invocation.PROGRAM + " unschedule " + job.name() + " takes it away."));
                return exit;
            }
        }
    }

    /** The step that runs is cancelled with it. */
    private ExitCode series(String name, SeriesHandle series, Services services, boolean workersElsewhere) {
        series.cancel();
        out.println("Cancelling " + name + " with the step that runs ...");
        try (Crew crew = workersElsewhere ? null : Crew.start(0, services, invocation, out::println)) {
            CompletableFuture<JobStatus> ending = series.ending();
            if (!awaited(ending, crew)) {
                return ExitCode.INTERRUPTED;
            }
            out.println(
                    ending.join() == JobStatus.CANCELLED
                            ? "Cancelled. The same run command goes on from there."
                            : "It had come to its end before.");
            return ExitCode.OK;
        }
    }

    private ExitCode ended(MigrationHandle handle, Services services, @Nullable Crew crew) {
        CompletableFuture<Outcome> outcome = handle.outcome();
        if (!awaited(outcome, crew)) {
            return ExitCode.INTERRUPTED;
        }
        JobTotals.Batches batches = Ledgered.latest(services).totals().batches();
        boolean cancelled = outcome.join().status() == JobStatus.CANCELLED;
        out.println((cancelled ? "Cancelled, with " : "It had come to its end before, with ") + batches.completed()
                + "/" + batches.total() + " batches completed."
                + (cancelled ? " The same run command goes on from there." : ""));
        return ExitCode.OK;
    }

    /** @return whether it came to its end before somebody interrupted */
    private boolean awaited(CompletableFuture<?> outcome, @Nullable Crew crew) {
        long until = System.nanoTime() + WAIT_MS * 1_000_000;
        while (!outcome.isDone()) {
            if (invocation.interruption().await(LOOK_MS)) {
                out.println("It is asked to stop; nobody waits for it any more.");
                return false;
            }
            if (crew != null) {
                crew.reportLosses(out::println);
            }
            if (System.nanoTime() > until) {
                throw new Refusal(
                        ExitCode.FAILED,
                        "it is asked to stop, and has not within " + WAIT_MS / 1000
                                + " s: does any worker run? bin/worker starts one");
            }
        }
        return true;
    }
}
