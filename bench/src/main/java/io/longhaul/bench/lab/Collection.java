package io.longhaul.bench.lab;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** What a collection really holds, asked without any code of the product. */
public final class Collection {

    private final Lab lab;
    private final String name;

    /** A point with what the drills look at. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares points
    public record Point(long id, String key, float[] vector) {}

    public Collection(Lab lab, String name) {
        this.lab = lab;
        this.name = name;
    }

    public String name() {
        return name;
    }

    public boolean exists() throws ExecutionException, InterruptedException {
        try (QdrantClient client = client()) {
            return client.collectionExistsAsync(name).get();
        }
    }

    /** All points. */
    public List<Point> points() throws ExecutionException, InterruptedException {
        List<Point> points = new ArrayList<>();
        try (QdrantClient client = client()) {
            ScrollPoints.Builder request = ScrollPoints.newBuilder()
                    .setCollectionName(name)
                    .setWithPayload(WithPayloadSelectorFactory.enable(true))
                    .setWithVectors(WithVectorsSelectorFactory.enable(true))
                    .setLimit(1000);
            while (true) {
                ScrollResponse page = client.scrollAsync(request.build()).get();
                page.getResultList().forEach(point -> points.add(point(point)));
                if (!page.hasNextPageOffset()) {
                    return points;
                }
                request.setOffset(page.getNextPageOffset());
            }
        }
    }

    private QdrantClient client() {
        return new QdrantClient(
                QdrantGrpcClient.newBuilder("127.0.0.1", lab.qdrant().port(), false)
                        .withTimeout(Duration.ofSeconds(30))
                        .build());
    }

    private static Point point(RetrievedPoint point) {
        List<Float> numbers = point.getVectors().getVector().getDense().getDataList();
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i);
        }
        return new Point(point.getId().getNum(), point.getPayloadOrThrow("_key").getStringValue(), vector);
    }
}
