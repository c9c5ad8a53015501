package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.util.Map;

/** The two calls that read points without scoring them: by their ids, and page by page. */
final class PointPages {
    private static final int DEFAULT_LIMIT = 10;

    private PointPages() {}

    /** Ids that are not there are left out, and an id given twice comes once. */
    static GetResponse get(PointTable table, GetPoints request) {
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        Projection projection = Projection.of(request.getWithPayload(), false, request.getWithVectors());
        GetResponse.Builder response = GetResponse.newBuilder();
        request.getIdsList().stream().map(PointKey::of).distinct().forEach(key -> {
            StoredPoint point = table.get(key);
            if (point != null) {
                response.addResult(projection.retrieved(key, point));
            }
        });
        return response.build();
    }

    static ScrollResponse scroll(PointTable table, ScrollPoints request) {
        Refusal.unimplementedIf(request.hasOrderBy(), "scrolling in the order of a payload field");
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        long limit = request.hasLimit() ? Integer.toUnsignedLong(request.getLimit()) : DEFAULT_LIMIT;
        if (limit == 0) {
            throw Refusal.wrongInput("Limit cannot be 0");
        }
        PointFilter filter = PointFilter.compile(request.getFilter());
        Projection projection = Projection.of(request.getWithPayload(), true, request.getWithVectors());
        PointId first = request.getOffset();
        ScrollResponse.Builder page = ScrollResponse.newBuilder();
        for (Map.Entry<PointKey, StoredPoint> point :
                table.from(request.hasOffset() ? PointKey.of(first) : null).entrySet()) {
            if (!filter.accepts(point.getKey(), point.getValue())) {
                continue;
            }
            if (page.getResultCount() == limit) {
                page.setNextPageOffset(point.getKey().toProto());
                break;
            }
            page.addResult(projection.retrieved(point.getKey(), point.getValue()));
        }
        return page.build();
    }
}
