package io.longhaul.starter.migration;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.Texts;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.MigrationProgress;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.engine.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run under way does otherwise than whoever joins it has asked for: nothing of that changes by joining. */
final class Joined {

    private Joined() {}

    static List<String> notices(MigrationProgress now, MigrationInput asked) {
        List<String> notices = new ArrayList<>();
        notices.add("It runs already: this command joins it.");
        if (now.work() != asked.work()) {
            notices.add(
                    "  It " + doing(now.work()) + ", and copies nothing new: give the same command when it has ended.");
            return notices;
        }
        if (asked.work() == Work.COPY && !same(now.limit(), asked.limit())) {
            notices.add("  It takes " + records(now.limit()) + ", not " + records(asked.limit())
                    + ": give the same command when it has ended.");
        }
        Tuning is = now.tuning();
        Tuning wanted = asked.tuning();
        if (is.batchSize() != wanted.batchSize()) {
            notices.add("  Its batches have " + Texts.count(is.batchSize()) + " records, not "
                    + Texts.count(wanted.batchSize())
                    + ": for batches not planned yet, cancel it and give the same command.");
        }
        String set = ": " + Invocation.PROGRAM + " set " + now.name() + " ";
        if (is.concurrency() != wanted.concurrency()) {
            notices.add("  It has " + is.concurrency() + " batches in flight, not " + wanted.concurrency() + set
                    + "--concurrency " + wanted.concurrency() + " changes that.");
        }
        if (is.failureThreshold() != wanted.failureThreshold()) {
            notices.add("  Its failure threshold is " + is.failureThreshold() + ", not " + wanted.failureThreshold()
                    + set + "--failure-threshold " + wanted.failureThreshold() + " changes that.");
        }
        return notices;
    }

    private static boolean same(@Nullable Long one, @Nullable Long other) {
        return one == null ? other == null : one.equals(other);
    }

    private static String records(@Nullable Long limit) {
        return limit == null ? "all records" : "the first " + Texts.count(limit) + " records";
    }

    private static String doing(Work work) {
        return switch (work) {
            case COPY -> "copies";
            case RETRY_FAILED -> "retries failed records";
            case VERIFY -> "only compares source and target";
        };
    }
}
