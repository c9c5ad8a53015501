package io.longhaul.activities.relational.steps;

import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.activities.ledger.TestRuns;
import io.longhaul.activities.postgres.Reset;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Map<String, TestRun> byJob = new LinkedHashMap<>();
        for (TestRun run : runs.of(name)) {
            if (run.job() != null && run.passed()) {
                byJob.put(run.job().toString(), run);
            }
        }
        List<String> removed = new ArrayList<>();
        for (TestRun run : byJob.values()) {
            removed.addAll(new Reset(target, Frozen.ofJson(run.state()).plan(), run.job()).run(Watch.ofThisThread()));
            jobs.reset(run.job());
        }
        return removed;
    }
}
