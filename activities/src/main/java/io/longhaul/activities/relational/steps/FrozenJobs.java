package io.longhaul.activities.relational.steps;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.FoundIssue;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.activities.ledger.TestRuns;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.relational.IssueKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plans of the jobs that this process works for, read from the ledger once each as soon as batches are planned by them: until
 * then, another discovery may make another plan of the same job.
 */
final class FrozenJobs {

    /** As many as one process is likely to work for at a time. */
    private static final int MOST = 16;

    private static final Set<String> WHOLE_TABLES =
            Set.of(IssueKind.VIRTUAL_TABLE.words(), IssueKind.UNREADABLE_TABLE.words());

    private record Cached(Frozen frozen, List<FoundIssue> open) {}

    private final TestRuns runs;
    private final Map<JobId, Cached> cache = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Cached> eldest) {
            return size() > MOST;
        }
    };

    private final Batches batches;

    FrozenJobs(TestRuns runs, Batches batches) {
        this.runs = runs;
        this.batches = batches;
    }

    Frozen of(JobId job) {
        return cached(job).frozen();
    }

    /** How many tables are not migrated though no rule leaves them out. */
    int tablesWithoutRule(JobId job) {
        return (int) cached(job).open().stream()
                .filter(issue -> WHOLE_TABLES.contains(issue.kind()))
                .count();
    }

    private synchronized Cached cached(JobId job) {
        Cached known = cache.get(job);
        if (known != null) {
            return known;
        }
        // Asked first: what is planned after this is planned by the plan that is read below.
        boolean begun = batches.cursor(job).isPresent();
        TestRun run = runs.of(job)
                .filter(TestRun::passed)
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "the ledger has no plan for job " + job + ": give the same command again"));
        Cached read = new Cached(Frozen.ofJson(run.state()), run.open());
        if (begun) {
            cache.put(job, read);
        }
        return read;
    }
}
