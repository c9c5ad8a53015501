package io.longhaul.activities.embed;

import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.ledger.StagedPoint;
import io.longhaul.activities.ledger.StagedPoint.Action;
import io.longhaul.activities.qdrant.Point;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.workflows.embed.EmbedBatch;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.SourceKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** From the stage into the target, and the batch settled. */
final class Upserting {

    private final QdrantSink sink;
    private final Stage stage;

    Upserting(QdrantSink sink, Stage stage) {
        this.sink = sink;
        this.stage = stage;
    }

    BatchCounts upsert(EmbedBatch batch, Fetched fetched) {
        int number = batch.batch().number();
        Optional<BatchCounts> before = stage.settled(batch.job(), number);
        if (before.isPresent()) {
            // Written and settled, and only the answer was lost.
            return before.get();
        }
        List<StagedPoint> staged = stage.of(batch.job(), number, fetched.fence());
        if (staged.size() != fetched.staged() || staged.stream().anyMatch(StagedPoint::waitsForVector)) {
            throw Stage.lost(number);
        }
        Map<SourceKey, String> refused = new LinkedHashMap<>();
        Set<SourceKey> written = new HashSet<>();
        for (StagedPoint point : staged) {
            written.add(point.key());
            if (point.error() != null) {
                refused.put(point.key(), point.error());
            }
        }
        written.removeAll(refused.keySet());
        write(
                batch.spec().collection(),
                staged.stream().filter(point -> written.contains(point.key())).toList());
        return stage.settle(
                batch.job(),
                number,
                fetched.fence(),
                written.size(),
                fetched.failed() + refused.size(),
                fetched.skipped(),
                refused);
    }

    /**
     * Surplus parts go first: a record's first point, which says how many there are, is still as it was, so that whoever
     * fetches the batch again after a failure half way finds them again.
     */
    private void write(String collection, List<StagedPoint> points) {
        List<PointId> surplus = with(points, Action.DELETE)
                .map(point -> PointId.parse(point.id()))
                .toList();
        if (!surplus.isEmpty()) {
            sink.delete(collection, surplus);
        }
        sink.upsert(
                collection,
                with(points, Action.UPSERT)
                        .map(point -> new Point(
                                PointId.parse(point.id()), Objects.requireNonNull(point.vector()), point.payload()))
                        .toList());
        with(points, Action.PAYLOAD)
                .forEach(point -> sink.overwritePayload(collection, PointId.parse(point.id()), point.payload()));
    }

    private static java.util.stream.Stream<StagedPoint> with(List<StagedPoint> points, Action action) {
        return points.stream().filter(point -> point.action() == action);
    }
}
