package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Points.ScoredPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Exact search: every point that passes the filter is scored, and the nearest are kept.
 *
 * @param threshold no point farther than this score is an answer
 */
record Search(PointFilter filter, @Nullable Float threshold, long offset, long limit, Projection projection) {

    private record Hit(PointKey key, StoredPoint point, float score) {}

    /** Leaves out the point the others are to be near to. */
    Search without(PointKey excluded) {
        PointFilter others = (key, point) -> !key.equals(excluded) && filter.accepts(key, point);
        return new Search(others, threshold, offset, limit, projection);
    }

    /** @param target a vector in the form the table stores */
    List<ScoredPoint> run(PointTable table, float[] target) {
        Metric metric = table.metric();
        // Equal scores come in the order of their ids, so that pages do not overlap.
        Comparator<Hit> nearestFirst = (a, b) -> {
            int byScore = metric.compare(a.score(), b.score());
            return byScore != 0 ? byScore : a.key().compareTo(b.key());
        };
        PriorityQueue<Hit> farthestOnTop = new PriorityQueue<>(nearestFirst.reversed());
        long wanted = Math.min(offset + limit, table.size());
        table.from(null).forEach((key, point) -> {
            if (!filter.accepts(key, point)) {
                return;
            }
            float score = metric.score(target, point.vector());
            if (threshold != null && metric.compare(score, threshold) > 0) {
                return;
            }
            Hit farthest = farthestOnTop.peek();
            if (farthest != null && farthestOnTop.size() >= wanted && metric.compare(score, farthest.score()) >= 0) {
                return; // ids ascend, so among equals the one found first stays
            }
            farthestOnTop.add(new Hit(key, point, score));
            if (farthestOnTop.size() > wanted) {
                farthestOnTop.remove();
            }
        });
        List<Hit> hits = new ArrayList<>(farthestOnTop);
        hits.sort(nearestFirst);
        return hits.stream()
                .skip(offset)
                .map(hit -> projection.scored(hit.key(), hit.point(), hit.score()))
                .toList();
    }

    /** What Qdrant answers where nothing is asked to be near: the points by id, all with the score 0. */
    List<ScoredPoint> inOrderOfIds(PointTable table) {
        return table.from(null).entrySet().stream()
                .filter(point -> filter.accepts(point.getKey(), point.getValue()))
                .skip(offset)
                .limit(limit)
                .map(point -> projection.scored(point.getKey(), point.getValue(), 0))
                .toList();
    }
}
