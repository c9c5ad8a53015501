package io.longhaul.workflows.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last few different failures of batches, for people. */
final class LastFailures {

    private static final int KEPT = 3;

    private final Deque<BatchError> errors = new ArrayDeque<>();

    void add(@Nullable BatchError error) {
        if (error == null || error.equals(errors.peekLast())) {
            return;
        }
        errors.addLast(error);
        if (errors.size() > KEPT) {
            errors.removeFirst();
        }
    }

    @Nullable
    BatchError last() {
        return errors.peekLast();
    }

    List<BatchError> all() {
        return List.copyOf(errors);
    }
}
