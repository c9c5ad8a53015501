package io.longhaul.starter.migration;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.ProgressView;
import io.longhaul.starter.services.Crew;
import io.longhaul.starter.services.Services;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Work;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Watches runs for a command that has workers of its own, and these workers beside them. */
record Lookout(Invocation invocation, Services services, Crew crew, PrintStream notices) {

    /**
     * Watches one to its end.
     *
     * @param ending as {@link MigrationHandle#outcome}
     * @param over a pause that was just lifted; null where there was none
     */
    Outcome until(String name, JobId job, Work work, CompletableFuture<Outcome> ending, @Nullable Pause over) {
        ProgressView view = new ProgressView(name, invocation.console(), notices);
        if (work == Work.VERIFY) {
            notices.println("Comparing source and target ...");
            view.quiet();
        }
        // Whoever resumes it needs the services, which would end with this command.
        boolean sitsOutPauses = invocation.console().interactive() || services.startedHere();
        Outcome outcome = new Watch(services.jobs(), job, view, invocation.interruption(), sitsOutPauses)
                .alongside(() -> crew.reportLosses(view::say))
                .until(ending, over);
        if (outcome.status() == JobStatus.RUNNING) {
            notices.println("Stopping at a safe point ...");
        }
        return outcome;
    }
}
