package io.longhaul.activities.vectors;

import io.longhaul.activities.collection.Metric;
import io.longhaul.activities.collection.SourceCollection;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Searches source and target for the same neighbours. Both look along an index, and may miss some; so the neighbours need
 * not be all the same.
 */
final class Searches {

    private static final int QUERIES = 5;
    private static final int NEIGHBOURS = 5;

    /** Of the source, as some of its records may have failed. */
    private static final int LOOKED_AT = 4 * NEIGHBOURS;

    private static final double LEAST_OVERLAP = 0.80;
    private static final long MOST_MILLIS = 1_000;

    /** So often each query is asked, for figures that one slow answer does not make; or for so long. */
    private static final int ROUNDS = 20;

    private static final long LONGEST_NANOS = 10_000_000_000L;

    /** By which distances may differ that are the same: they are sums of many roundings. */
    private static final double TIE = 1e-6;

    private final SourceCollection source;
    private final TargetCollection target;
    private final JobId job;
    private final Batches ledger;
    private final Watch watch;

    Searches(SourceCollection source, TargetCollection target, JobId job, Batches ledger, Watch watch) {
        this.source = source;
        this.target = target;
        this.job = job;
        this.ledger = ledger;
        this.watch = watch;
    }

    /** @param whole whether all records were to be copied: else the target can't know the same neighbours */
    Verification run(List<float[]> queries, Metric metric, boolean whole) {
        List<Check> checks = new ArrayList<>();
        if (whole) {
            checks.add(overlap(queries, metric));
        }
        checks.add(latency(queries));
        return new Verification(checks, List.of());
    }

    /** Some records' own vectors, spread over so many; a record that has failed may have one that the target does not take. */
    List<float[]> stored(long records) {
        List<float[]> queries = new ArrayList<>();
        long count = Math.min(QUERIES, records);
        for (int i = 0; i < count; i++) {
            long at = records * i / count;
            Map<String, float[]> some = new LinkedHashMap<>();
            source.read(at, Math.min(records, at + LOOKED_AT), record -> {
                float[] vector = record.vector();
                if (vector != null) {
                    some.put(record.id(), vector);
                }
            });
            good(some.keySet()).stream().limit(1).forEach(id -> queries.add(Objects.requireNonNull(some.get(id))));
        }
        return queries;
    }

    private Check overlap(List<float[]> queries, Metric metric) {
        double sum = 0;
        int poor = 0;
        for (float[] query : queries) {
            double overlap = overlap(query, metric);
            sum += overlap;
            poor += overlap < LEAST_OVERLAP ? 1 : 0;
        }
        double average = queries.isEmpty() ? 1 : sum / queries.size();
        String name = String.format(
                Locale.ROOT,
                "sample queries; their %d nearest are those of the source at %.2f on average, of at least %.2f",
                NEIGHBOURS,
                average,
                LEAST_OVERLAP);
        return new Check(name, queries.size(), average >= LEAST_OVERLAP ? 0 : Math.max(1, poor), true);
    }

    /** The share of those found that are the source's nearest, or as near as the farthest of these: of equal ones any will do. */
    private double overlap(float[] query, Metric metric) {
        List<String> expected = good(source.nearest(query, LOOKED_AT)).stream()
                .limit(NEIGHBOURS)
                .toList();
        List<String> found = target.nearest(job, query, NEIGHBOURS, watch).ids();
        if (found.containsAll(expected)) {
            return 1;
        }
        Map<String, Double> distances = new HashMap<>();
        Set<String> both = new LinkedHashSet<>(expected);
        both.addAll(found);
        for (VectorRecord record : source.get(both)) {
            float[] vector = record.vector();
            if (vector != null && vector.length == query.length) {
                distances.put(record.id(), metric.distance(query, vector));
            }
        }
        double farthest = expected.stream()
                .mapToDouble(id -> distances.getOrDefault(id, Double.NEGATIVE_INFINITY))
                .max()
                .orElseThrow();
        double bound = farthest + TIE * Math.max(1, Math.abs(farthest));
        long near = found.stream()
                .filter(id -> distances.getOrDefault(id, Double.POSITIVE_INFINITY) <= bound)
                .count();
        return (double) Math.min(near, expected.size()) / expected.size();
    }

    /** But for records that are known to have failed. */
    private List<String> good(Collection<String> ids) {
        Set<SourceKey> failed =
                ledger.failedAmong(job, ids.stream().map(RecordKeys::key).toList());
        return ids.stream().filter(id -> !failed.contains(RecordKeys.key(id))).toList();
    }

    private Check latency(List<float[]> queries) {
        List<Long> nanos = new ArrayList<>();
        long end = System.nanoTime() + LONGEST_NANOS;
        for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
            for (float[] query : queries) {
                nanos.add(target.nearest(job, query, NEIGHBOURS, watch).nanos());
            }
        }
        nanos.sort(null);
        double average = nanos.stream().mapToLong(Long::longValue).average().orElse(0) / 1e6;
        String name = String.format(
                Locale.ROOT,
                "searches of the target in %.1f ms on average (p50 %.1f, p99 %.1f), of less than %,d",
                average,
                percentile(nanos, 0.50),
                percentile(nanos, 0.99),
                MOST_MILLIS);
        return new Check(name, nanos.size(), average < MOST_MILLIS ? 0 : nanos.size(), true);
    }

    private static double percentile(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1e6;
    }
}
