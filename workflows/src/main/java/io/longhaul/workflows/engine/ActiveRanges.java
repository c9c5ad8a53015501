package io.longhaul.workflows.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of a migration that run now, in the order they were started, and how many batches each may have in
 * flight. A range that has dispatched all its batches lends its slots to the next one as they come free, so that
 * throughput does not dip at a border.
 */
final class ActiveRanges {

    private final Map<Integer, Range> ranges = new LinkedHashMap<>();

    /** @param steering the last one sent to it */
    private record Range(
            RangeWorkflow stub,
            RangeSteering steering,
            boolean release,
            @Nullable RangeProgress progress) {}

    /** What to tell a range. */
    record Order(int range, RangeWorkflow stub, RangeSteering steering, boolean release) {}

    void started(int number, RangeWorkflow stub, RangeSteering steering) {
        ranges.put(number, new Range(stub, steering, false, null));
    }

    void ended(int number) {
        ranges.remove(number);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** @return whether the range has put itself on hold since its last report */
    boolean report(RangeProgress progress) {
        Range range = ranges.get(progress.range());
        if (range == null) {
            return false;
        }
        int holds = range.progress() == null ? 0 : range.progress().holds();
        ranges.put(progress.range(), new Range(range.stub(), range.steering(), range.release(), progress));
        return progress.holds() > holds;
    }

    @Nullable
    RangeProgress progress(int number) {
        Range range = ranges.get(number);
        return range == null ? null : range.progress();
    }

    /** Whether it is time to start the next range: this one has few batches left to dispatch, or has ended. */
    boolean windsDown(int number, int concurrency) {
        RangeProgress progress = progress(number);
        return !ranges.containsKey(number) || (progress != null && progress.waiting() <= concurrency);
    }

    /** After a hold: every range that holds is to be released. */
    void releaseHeld() {
        ranges.replaceAll(
                (number, range) -> range.progress() != null && range.progress().hold() != null
                        ? new Range(range.stub(), range.steering(), true, range.progress())
                        : range);
    }

    /** Slots not taken by the ranges that run. */
    int free(int concurrency) {
        int free = concurrency;
        for (Range range : ranges.values()) {
            free -= taken(range, free);
        }
        return free;
    }

    /** The first range whose window, threshold or hold is not as it should be; null when all are. */
    @Nullable
    Order nextOrder(int concurrency, double failureThreshold) {
        int free = concurrency;
        for (Map.Entry<Integer, Range> entry : ranges.entrySet()) {
            Range range = entry.getValue();
            boolean dispatches = range.progress() == null || range.progress().waiting() > 0;
            RangeSteering wanted = new RangeSteering(free, failureThreshold);
            if (range.release() || (dispatches && !wanted.equals(range.steering()))) {
                return new Order(entry.getKey(), range.stub(), wanted, range.release());
            }
            free -= taken(range, free);
        }
        return null;
    }

    void ordered(Order order) {
        ranges.computeIfPresent(
                order.range(), (number, range) -> new Range(range.stub(), order.steering(), false, range.progress()));
    }

    /** A range that is still dispatching takes all there is; one that only drains, what it has in flight. */
    private static int taken(Range range, int free) {
        RangeProgress progress = range.progress();
        return progress == null || progress.waiting() > 0 ? free : Math.min(free, progress.inFlight());
    }

    List<RangeProgress> reports() {
        return ranges.values().stream()
                .map(Range::progress)
                .filter(Objects::nonNull)
                .toList();
    }
}
