package io.longhaul.worker;

import io.longhaul.activities.embed.EmbedSource;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.LedgerDatabase;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.openai.Requests;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.worker.settings.Settings;

/** One client for each outside system, shared by all that runs in a process. None connects before it is used. */
public final class Clients implements AutoCloseable {

    private final MysqlSource mysql;
    private final EmbedSource source;
    private final QdrantSink sink;
    private final Embedder embedder;
    private final Requests.Limits requestLimits;
    private final LedgerDatabase database;

    /** @param slots what the process runs at a time: so many connections it needs, and so many requests it sends */
    public Clients(Settings settings, WorkerSlots slots) {
        int connections = slots.connections();
        mysql = new MysqlSource(settings.mysql(), connections);
        source = new EmbedSource(mysql);
        sink = new QdrantSink(settings.qdrant());
        embedder = new Embedder(settings.openAi(), slots.embed());
        requestLimits = new Requests.Limits(settings.model().requestSize(), Requests.OPENAI.maxTokens());
        database = new LedgerDatabase(settings.ledger(), connections);
    }

    public MysqlSource mysql() {
        return mysql;
    }

    public EmbedSource source() {
        return source;
    }

    public QdrantSink sink() {
        return sink;
    }

    public Embedder embedder() {
        return embedder;
    }

    /** What one request to the embeddings API may hold. */
    public Requests.Limits requestLimits() {
        return requestLimits;
    }

    public LedgerDatabase database() {
        return database;
    }

    public Jobs jobs() {
        return new Jobs(database);
    }

    public Batches batches() {
        return new Batches(database);
    }

    public Stage stage() {
        return new Stage(database);
    }

    @Override
    public void close() {
        embedder.close();
        sink.close();
        mysql.close();
        database.close();
    }
}
