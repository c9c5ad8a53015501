package io.longhaul.starter.check;

import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.LedgerActivitiesImpl;
import io.longhaul.activities.ledger.LedgerDatabase;
import io.longhaul.activities.ledger.OpenedJob;
import io.longhaul.activities.ledger.Opening;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.starter.services.Services;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Work;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** The ledger: a test job of three batches is planned, claimed, settled, counted and deleted with all its rows. */
final class LedgerCheck {

    private static final int BATCHES = 3;
    private static final int PROCESSED = 5;

    private final Services services;

    LedgerCheck(Services services) {
        this.services = services;
    }

    void run(Findings findings) {
        findings.check("Ledger", () -> {
            services.ledger();
            return Finding.good(
                    "Ledger",
                    "Postgres at " + services.settings().ledger().describe() + " reachable, tables up to date");
        });
        findings.check("Ledger test job", this::testJob);
    }

    private Finding testJob() {
        Jobs jobs = services.jobs();
        JobRequest request = new JobRequest(
                "longhaul-check-" + UUID.randomUUID(), "check", "nothing", "nothing", "", 1, null, null, Map.of());
        if (!(jobs.open(request, Opening.RUN) instanceof OpenedJob.Created created)) {
            return Finding.bad("Ledger test job", "a new name had a job already", "Run check again");
        }
        JobId job = created.id();
        boolean deleted = false;
        try {
            String wrong = exercise(services.ledger(), job);
            deleted = jobs.delete(job) && services.batches().of(job).isEmpty();
            if (!wrong.isEmpty()) {
                return Finding.bad("Ledger test job", wrong, "Its tables may be of another version: see the log");
            }
            return deleted
                    ? Finding.good("Ledger test job", "3 batches planned, 1 claimed and settled, counted, all deleted")
                    : Finding.bad("Ledger test job", "deleting it left rows behind", "See table ingestion_batch");
        } finally {
            if (!deleted) {
                jobs.delete(job);
            }
        }
    }

    /** What is not as it should be; empty when nothing is. */
    private static String exercise(LedgerDatabase ledger, JobId job) {
        Jobs jobs = new Jobs(ledger);
        Batches batches = new Batches(ledger);
        batches.plan(job, 0, planned());
        new LedgerActivitiesImpl(jobs, batches).begin(job, Work.COPY);
        if (!(batches.claim(job, 0, "check") instanceof Batches.Claim.Mine claim)) {
            return "a batch that nobody has could not be claimed";
        }
        new Stage(ledger)
                .settle(job, 0, claim.fence(), PROCESSED, 1, 0, Map.of(SourceKey.of("5"), "a test of the ledger"));
        JobTotals totals = jobs.find(job).map(JobView::totals).orElse(JobTotals.NONE);
        boolean right = totals.batches().completed() == 1
                && totals.batches().pending() == BATCHES - 1
                && totals.records().processed() == PROCESSED
                && totals.records().failed() == 1;
        return right ? "" : "its statistics are " + totals;
    }

    private static List<PlannedBatch> planned() {
        return IntStream.range(0, BATCHES)
                .mapToObj(n -> new PlannedBatch(
                        n,
                        new BatchScope.Keys(new KeyRange(
                                n == 0 ? null : SourceKey.of(String.valueOf(n * 10)),
                                SourceKey.of(String.valueOf(n * 10 + 10)))),
                        n * 10L,
                        10))
                .toList();
    }
}
