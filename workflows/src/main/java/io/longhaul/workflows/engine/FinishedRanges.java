package io.longhaul.workflows.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ranges of a migration that have ended in this run, each with its last word. */
final class FinishedRanges {

    private final Map<Integer, RangeProgress> ranges = new LinkedHashMap<>();

    void add(RangeProgress range) {
        ranges.put(range.range(), range);
    }

    /** Takes those with failed batches out again: they are to run once more. */
    List<Integer> takeFailed() {
        List<Integer> failed = ranges.values().stream()
                .filter(range -> range.failedBatches() > 0)
                .map(RangeProgress::range)
                .toList();
        failed.forEach(ranges::remove);
        return failed;
    }

    BatchCounts counts() {
        BatchCounts sum = BatchCounts.NONE;
        for (RangeProgress range : ranges.values()) {
            sum = sum.plus(range.net());
        }
        return sum;
    }

    int failedBatches() {
        return ranges.values().stream().mapToInt(RangeProgress::failedBatches).sum();
    }
}
