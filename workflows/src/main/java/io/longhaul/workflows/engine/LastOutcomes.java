package io.longhaul.workflows.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/** How the last batches ended: whether so many of them failed that going on would only burn money. */
final class LastOutcomes {

    private final Deque<Boolean> failed = new ArrayDeque<>();

    void add(boolean batchFailed) {
        failed.addLast(batchFailed);
        if (failed.size() > Tuning.WATCHED) {
            failed.removeFirst();
        }
    }

    /** The share is of {@link Tuning#WATCHED} even before there are so many: one failure is no trend. */
    boolean tooManyFailed(double threshold) {
        return failures() > threshold * Tuning.WATCHED;
    }

    long failures() {
        return failed.stream().filter(outcome -> outcome).count();
    }

    void forget() {
        failed.clear();
    }
}
