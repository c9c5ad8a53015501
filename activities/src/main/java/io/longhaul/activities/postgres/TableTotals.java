package io.longhaul.activities.postgres;

import java.util.List;

/** The batches of a table added up. */
public record TableTotals(long copied, long quarantined, long withoutRule, long dropped, long checksum) {

    static TableTotals of(List<CopiedBatch> batches) {
        return new TableTotals(
                batches.stream().mapToLong(CopiedBatch::copied).sum(),
                batches.stream().mapToLong(CopiedBatch::quarantined).sum(),
                batches.stream().mapToLong(CopiedBatch::withoutRule).sum(),
                batches.stream().mapToLong(CopiedBatch::dropped).sum(),
                batches.stream().mapToLong(CopiedBatch::checksum).sum());
    }

    public long rows() {
        return copied + quarantined + dropped;
    }
}
