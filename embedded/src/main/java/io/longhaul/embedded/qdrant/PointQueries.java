package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.VectorInput;
import java.util.List;

/** The two calls that find points by nearness: search, and the query that came after it. */
final class PointQueries {
    private static final long DEFAULT_LIMIT = 10;

    private PointQueries() {}

    static List<ScoredPoint> search(PointTable table, SearchPoints request) {
        refuseVectorName(request.getVectorName());
        Refusal.unimplementedIf(request.hasSparseIndices(), "sparse vectors");
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        Search search = new Search(
                PointFilter.compile(request.getFilter()),
                request.hasScoreThreshold() ? request.getScoreThreshold() : null,
                checkedOffset(request.getOffset()),
                checkedLimit(request.getLimit()),
                Projection.of(request.getWithPayload(), false, request.getWithVectors()));
        return search.run(table, table.checked(Vectors.array(request.getVectorList())));
    }

    static List<ScoredPoint> query(PointTable table, QueryPoints request) {
        refuseVectorName(request.getUsing());
        Refusal.unimplementedIf(request.getPrefetchCount() > 0, "prefetch");
        Refusal.unimplementedIf(request.hasLookupFrom(), "lookups in another collection");
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        Search search = new Search(
                PointFilter.compile(request.getFilter()),
                request.hasScoreThreshold() ? request.getScoreThreshold() : null,
                checkedOffset(request.getOffset()),
                request.hasLimit() ? checkedLimit(request.getLimit()) : DEFAULT_LIMIT,
                Projection.of(request.getWithPayload(), false, request.getWithVectors()));
        return switch (request.getQuery().getVariantCase()) {
            case NEAREST -> nearest(table, request.getQuery().getNearest(), search);
            case VARIANT_NOT_SET -> search.inOrderOfIds(table);
            default ->
                throw Refusal.notImplemented(
                        "queries of the kind " + request.getQuery().getVariantCase());
        };
    }

    private static List<ScoredPoint> nearest(PointTable table, VectorInput input, Search search) {
        return switch (input.getVariantCase()) {
            case DENSE ->
                search.run(table, table.checked(Vectors.array(input.getDense().getDataList())));
            case ID -> {
                PointKey key = PointKey.of(input.getId());
                yield search.without(key).run(table, vectorOf(table, key, input.getId()));
            }
            case VARIANT_NOT_SET -> throw Refusal.wrongInput("The query has neither a vector nor an id");
            default -> throw Refusal.notImplemented("queries nearest to " + input.getVariantCase());
        };
    }

    private static float[] vectorOf(PointTable table, PointKey key, PointId id) {
        StoredPoint point = table.get(key);
        if (point == null) {
            throw Refusal.noPoint(id);
        }
        return point.vector();
    }

    static long count(PointTable table, Filter filter) {
        PointFilter accepted = PointFilter.compile(filter);
        if (accepted == PointFilter.ALL) {
            return table.size();
        }
        return table.from(null).entrySet().stream()
                .filter(point -> accepted.accepts(point.getKey(), point.getValue()))
                .count();
    }

    private static void refuseVectorName(String name) {
        if (!name.isEmpty()) {
            throw Refusal.unknownVectorName(name);
        }
    }

    private static long checkedLimit(long limit) {
        if (limit == 0) {
            throw Refusal.wrongInput("limit: value 0 invalid, must be 1 or larger");
        }
        return atMostAnInt(limit);
    }

    private static long checkedOffset(long offset) {
        return atMostAnInt(offset);
    }

    /** No collection here is larger, and two of them can be added; the wire has unsigned numbers, which Java shows as negative. */
    private static long atMostAnInt(long number) {
        return number < 0 ? Integer.MAX_VALUE : Math.min(number, Integer.MAX_VALUE);
    }
}
