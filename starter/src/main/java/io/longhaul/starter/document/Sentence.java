package io.longhaul.starter.document;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.report.Words;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Verification;
import org.jspecify.annotations.Nullable;

/** The outcome, for somebody who reads nothing else. */
final class Sentence {

    private Sentence() {}

    static String of(JobView job, @Nullable Boolean running) {
        return switch (job.status()) {
            case PENDING -> "Not begun yet.";
            case RUNNING, PROCESSING ->
                Boolean.FALSE.equals(running)
                        ? "Cut off in phase " + job.phase() + ", and the same command goes on from there: " + there(job)
                                + "."
                        : "Running, in phase " + job.phase() + ": " + there(job) + " so far.";
            case PAUSED -> paused(job.pause()) + there(job) + " so far.";
            case COMPLETED -> "Completed: " + there(job) + "; " + verified(job.verification()) + ".";
            case FAILED -> "Failed, as " + reason(job) + ": " + there(job) + ".";
            case CANCELLED ->
                "Cancelled " + reason(job) + ", and the same command goes on from there: " + there(job) + ".";
        };
    }

    private static String paused(@Nullable Pause pause) {
        return pause == null ? "Paused: " : "Paused by " + pause.by() + " (" + pause.reason() + "): ";
    }

    private static String reason(JobView job) {
        return job.reason() == null ? "for a reason that is not known" : job.reason();
    }

    private static String there(JobView job) {
        JobTotals.Records records = job.totals().records();
        Words words = Words.of(job.recipe());
        long there = words.there(records);
        String target = " in " + job.sink();
        if (records.total() > 0 && there == records.total()) {
            return "all " + Texts.count(there, "record is", "records are") + target;
        }
        return Texts.count(there) + " of " + Texts.count(records.total(), "record is", "records are") + target
                + (words.skippedAreThere() || records.skipped() == 0
                        ? ""
                        : ", " + Texts.count(records.skipped()) + " " + words.skipped())
                + (records.failed() == 0 ? "" : ", " + Texts.count(records.failed()) + " " + words.failed());
    }

    private static String verified(@Nullable Verification found) {
        if (found == null) {
            return "nothing was verified";
        }
        return found.passed()
                ? "source and target were compared and agree"
                : "source and target were compared and differ (" + found.findings() + ")";
    }
}
