package io.longhaul.activities.relational.steps;

import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.activities.ledger.TestRuns;
import io.longhaul.activities.postgres.Reset;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.JobId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes back what a migration made in its target, whichever of its jobs made it, and nothing else. */
public final class Emptying {

    private final TestRuns runs;
    private final Jobs jobs;
    private final TargetDatabase target;

    public Emptying(TestRuns runs, Jobs jobs, TargetDatabase target) {
        this.runs = runs;
        this.jobs = jobs;
        this.target = target;
    }

    /**
     * Run again it finds nothing to do. The next run begins a new job.
     *
     * @param name of the migration
     * @return what was removed, each with its schema
     */
    public List<String> of(String name) {
        Set<JobId> emptied = new LinkedHashSet<>();
        List<String> removed = new ArrayList<>();
        // A job may have been discovered anew with another schema before its first batch: each plan is looked for.
        for (TestRun run : runs.of(name)) {
            JobId job = run.job();
            if (job != null && run.passed()) {
                emptied.add(job);
                removed.addAll(new Reset(target, Frozen.ofJson(run.state()).plan(), job).run(Watch.ofThisThread()));
            }
        }
        emptied.forEach(jobs::reset);
        return removed;
    }
}
