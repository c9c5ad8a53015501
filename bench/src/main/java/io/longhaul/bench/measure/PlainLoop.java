package io.longhaul.bench.measure;

import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.mysql.Rows;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.openai.EmbeddingModel;
import io.longhaul.activities.qdrant.Point;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The same migration without Temporal, ledger or any care for what may go wrong, as well as one would write it who
 * wants it fast: one thread reads ahead, so many ask for embeddings, two write. The clients are the product's, so that
 * a ratio of both says what durability costs and nothing else.
 */
public final class PlainLoop {

    private static final int WRITERS = 2;

    private final Settings settings;
    private final int requestSize;
    private final int inFlight;

    private record Embedded(List<SourceRecord> records, List<float[]> vectors) {}

    private PlainLoop(Settings settings, int requestSize, int inFlight) {
        this.settings = settings;
        this.requestSize = requestSize;
        this.inFlight = inFlight;
    }

    /**
     * Prints the milliseconds it took, and those of processor.
     *
     * @param args texts in a request, requests in flight, a table to warm up with
     */
    public static void main(String[] args) throws Exception {
        Settings settings = new SettingsReader(Path.of("").toAbsolutePath(), System.getenv()).read();
        PlainLoop loop = new PlainLoop(settings, Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        loop.run(args[2], settings.embed("the plain loop").collection() + "_warm");
        long processorBefore = processor();
        long begun = System.nanoTime();
        loop.run(
                settings.embed("the plain loop").table().table(),
                settings.embed("the plain loop").collection());
        long took = (System.nanoTime() - begun) / 1_000_000;
        long processor = processor() - processorBefore;
        System.out.println("took " + took + " " + processor);
        System.exit(0);
    }

    private static long processor() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private void run(String table, String collection) throws Exception {
        BlockingQueue<List<SourceRecord>> read = new ArrayBlockingQueue<>(2 * inFlight);
        BlockingQueue<Embedded> embedded = new ArrayBlockingQueue<>(2 * inFlight);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (MysqlSource source = new MysqlSource(settings.mysql(), 2);
                Embedder embedder = new Embedder(settings.openAi(), inFlight);
                QdrantSink sink = new QdrantSink(settings.qdrant())) {
            EmbeddingModel model = EmbeddingModel.of(
                    settings.embed("the plain loop").model().name(),
                    settings.embed("the plain loop").model().dimensions());
            sink.ensure(collection, model.dimensions(), model.name());
            Future<?> reading = threads.submit(() -> read(source, table, read));
            List<Future<?>> embedding = new ArrayList<>();
            for (int i = 0; i < inFlight; i++) {
                embedding.add(threads.submit(() -> embed(embedder, model, read, embedded)));
            }
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writing.add(threads.submit(() -> write(sink, collection, embedded)));
            }
            reading.get();
            read.put(List.of());
            for (Future<?> thread : embedding) {
                thread.get();
            }
            embedded.put(new Embedded(List.of(), List.of()));
            for (Future<?> thread : writing) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void read(MysqlSource source, String table, BlockingQueue<List<SourceRecord>> read)
            throws InterruptedException {
        TableShape shape = source.shape(table);
        String text = shape.textColumn(settings.embed("the plain loop").spec().textColumn());
        @Nullable SourceKey last = source.last(shape, null).orElse(null);
        if (last == null) {
            return null;
        }
        Gathering gathering = new Gathering(read, requestSize);
        source.read(
                shape,
                shape.payloadColumns(settings.embed("the plain loop").spec().payloadColumns(), text),
                text,
                Rows.of(new KeyRange(null, last)),
                gathering::add);
        gathering.flush();
        return null;
    }

    /** Hands records on in lists of the size of a request. */
    private static final class Gathering {
        private final BlockingQueue<List<SourceRecord>> to;
        private final int size;
        private List<SourceRecord> records = new ArrayList<>();

        Gathering(BlockingQueue<List<SourceRecord>> to, int size) {
            this.to = to;
            this.size = size;
        }

        void add(SourceRecord record) {
            String text = text(record);
            if (!text.isBlank()) {
                records.add(record);
            }
            if (records.size() == size) {
                flush();
            }
        }

        void flush() {
            try {
                if (!records.isEmpty()) {
                    to.put(records);
                }
                records = new ArrayList<>();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static String text(SourceRecord record) {
        return record.text() == null ? "" : record.text();
    }

    /** Ends at an empty list, and leaves it for the next thread. */
    private static Void embed(
            Embedder embedder,
            EmbeddingModel model,
            BlockingQueue<List<SourceRecord>> read,
            BlockingQueue<Embedded> embedded)
            throws InterruptedException {
        while (true) {
            List<SourceRecord> records = read.take();
            if (records.isEmpty()) {
                read.put(records);
                return null;
            }
            List<String> texts = records.stream().map(PlainLoop::text).toList();
            embedded.put(new Embedded(records, embedder.request(model, texts).vectors()));
        }
    }

    private Void write(QdrantSink sink, String collection, BlockingQueue<Embedded> embedded)
            throws InterruptedException {
        while (true) {
            Embedded batch = embedded.take();
            if (batch.records().isEmpty()) {
                embedded.put(batch);
                return null;
            }
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < batch.records().size(); i++) {
                SourceRecord record = batch.records().get(i);
                Map<String, @Nullable Object> payload = new LinkedHashMap<>(record.payload());
                points.add(new Point(
                        PointId.parse(record.key().parts().get(0)),
                        batch.vectors().get(i),
                        payload));
            }
            sink.upsert(collection, points);
        }
    }
}
