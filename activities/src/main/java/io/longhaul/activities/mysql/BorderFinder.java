package io.longhaul.activities.mysql;

import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts keys that come by in order into batches. Not for several threads. */
final class BorderFinder {

    private final int batchSize;
    private final int maxBatches;
    private final List<Border> borders = new ArrayList<>();
    private @Nullable SourceKey last;
    private int records;
    private boolean more;

    BorderFinder(int batchSize, int maxBatches) {
        if (batchSize < 1 || maxBatches < 1) {
            throw new IllegalArgumentException("batches of " + batchSize + ", at most " + maxBatches);
        }
        this.batchSize = batchSize;
        this.maxBatches = maxBatches;
    }

    void add(SourceKey key) {
        if (borders.size() == maxBatches) {
            more = true;
            return;
        }
        last = key;
        records++;
        if (records == batchSize) {
            borders.add(new Border(key, records));
            records = 0;
        }
    }

    Borders found() {
        List<Border> all = new ArrayList<>(borders);
        if (records > 0 && last != null) {
            all.add(new Border(last, records));
        }
        return new Borders(all, more);
    }
}
