package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Usage;
import java.util.List;
import java.util.Locale;

/**
 * How a durable run went.
 *
 * @param toLastRecord from the start of its workflow until the last record was written and settled, in seconds
 * @param whole the same until its end, which is after its verification
 * @param toFirstBatch from the start until the first batch was settled
 * @param finished when each batch was settled, in seconds after the first was begun, in the batches' order
 * @param begun when each batch was first claimed, the same way
 * @param commits of the ledger's database
 * @param peakMegabytes of memory that the first worker had resident, at most
 */
record Durable(
        long records,
        double toLastRecord,
        double whole,
        double toFirstBatch,
        List<Double> begun,
        List<Double> finished,
        long commits,
        long peakMegabytes,
        Usage usage,
        int mostInFlight) {

    double perSecond() {
        return records / toLastRecord;
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%,d records in %.1f s, %.0f a second, with verification %.1f s; first batch after %.1f s; at most %d requests in flight; %.1f commits a batch; %s",
                records,
                toLastRecord,
                perSecond(),
                whole,
                toFirstBatch,
                mostInFlight,
                commits / (double) Math.max(1, finished.size()),
                usage.perRecord(records));
    }
}
