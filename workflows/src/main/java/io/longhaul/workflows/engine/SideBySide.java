package io.longhaul.workflows.engine;

import io.temporal.workflow.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Steps that run a few at a time, so that they do not crowd out the source's and the target's own users. */
public final class SideBySide {

    private static final int AT_A_TIME = 4;

    private SideBySide() {}

    /** @return the steps' results in their order */
    public static <A, T extends @Nullable Object> List<T> run(List<A> all, Function<A, Promise<T>> step) {
        List<T> results = new ArrayList<>();
        Queue<Promise<T>> running = new ArrayDeque<>();
        for (A one : all) {
            if (running.size() == AT_A_TIME) {
                results.add(running.remove().get());
            }
            running.add(step.apply(one));
        }
        while (!running.isEmpty()) {
            results.add(running.remove().get());
        }
        return results;
    }

    /** What all of them have found. */
    public static <A> Verification verify(List<A> all, Function<A, Promise<Verification>> step) {
        return run(all, step).stream().reduce(Verification.NOTHING, Verification::plus);
    }
}
