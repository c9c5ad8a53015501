package io.longhaul.starter.migration;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.starter.Interruption;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.ProgressView;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Pause;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Shows a migration's progress until it ends, is paused, or the user has seen enough. The numbers are the ledger's, the
 * end is the workflow's. Not thread-safe.
 */
public final class Watch {

    private static final long TICK_MS = 100;

    /** The ledger is asked twice a second. */
    private static final int TICKS = 5;

    private final Jobs jobs;
    private final JobId job;
    private final ProgressView view;
    private final Interruption interruption;
    private final boolean sitsOutPauses;
    private @Nullable JobView last;
    private @Nullable Pause said;
    private boolean ledgerLost;
    private Runnable alongside = () -> {};

    /** @param sitsOutPauses whether somebody's pause is waited out instead of being an end */
    public Watch(Jobs jobs, JobId job, ProgressView view, Interruption interruption, boolean sitsOutPauses) {
        this.jobs = jobs;
        this.job = job;
        this.view = view;
        this.interruption = interruption;
        this.sitsOutPauses = sitsOutPauses;
    }

    /** Looks after something else too, whenever it looks at the ledger. */
    Watch alongside(Runnable other) {
        this.alongside = other;
        return this;
    }

    /**
     * Watches.
     *
     * @param ending as {@link MigrationHandle#outcome}
     * @param over a pause that was just lifted, which the ledger may show a moment longer; null where none was
     */
    public Outcome until(CompletableFuture<Outcome> ending, @Nullable Pause over) {
        try {
            for (int tick = 0; !ending.isDone(); tick++) {
                if (tick % TICKS == 0 && pausedAfterLooking(over)) {
                    return left(JobStatus.PAUSED);
                }
                if (interruption.await(TICK_MS)) {
                    return left(JobStatus.RUNNING);
                }
            }
            return completed(ending.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            view.clear();
        }
    }

    private boolean pausedAfterLooking(@Nullable Pause over) {
        alongside.run();
        JobView now = look();
        if (now == null) {
            return false;
        }
        view.note(now.status() == JobStatus.RUNNING ? now.reason() : null);
        view.show(now.totals(), Instant.now());
        Pause pause = now.pause();
        if (pause == null || pause.equals(over) || now.totals().batches().processing() > 0) {
            return false;
        }
        boolean byItself = pause.by().equals("longhaul");
        if (!sitsOutPauses || byItself) {
            return true;
        }
        if (!pause.equals(said)) {
            view.say("Paused by " + pause.by() + ": " + pause.reason() + ". " + Invocation.PROGRAM + " resume "
                    + now.name() + " goes on.");
            said = pause;
        }
        return false;
    }

    private @Nullable JobView look() {
        try {
            last = jobs.find(job).orElse(last);
            ledgerLost = false;
            return last;
        } catch (MigrationException e) {
            if (!ledgerLost) {
                view.say("Progress can't be read for now: " + e.getMessage());
                ledgerLost = true;
            }
            return null;
        }
    }

    private Outcome left(JobStatus status) {
        JobView view = last;
        String reason = view == null || view.pause() == null
                ? null
                : "by " + view.pause().by() + ": " + view.pause().reason();
        return new Outcome(
                status,
                status == JobStatus.PAUSED ? reason : null,
                view == null ? JobTotals.NONE : view.totals(),
                view == null ? null : view.verification());
    }

    /** The ledger knows what a workflow that was cancelled or terminated did not say. */
    private Outcome completed(Outcome outcome) {
        JobView now = look();
        if (outcome.totals() != null) {
            view.show(outcome.totals(), Instant.now());
            return outcome;
        }
        return new Outcome(
                outcome.status(),
                outcome.reason(),
                now == null ? JobTotals.NONE : now.totals(),
                now == null ? null : now.verification());
    }
}
