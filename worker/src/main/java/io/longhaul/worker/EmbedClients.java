package io.longhaul.worker;

import io.longhaul.activities.embed.EmbedActivitiesImpl;
import io.longhaul.activities.embed.EmbedSource;
import io.longhaul.activities.embed.EmbeddingActivitiesImpl;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.openai.Requests;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.worker.settings.Settings;
import java.util.List;

/** MySQL, the embeddings API and Qdrant. */
final class EmbedClients implements RecipeClients {

    private final MysqlSource source;
    private final QdrantSink sink;
    private final Embedder embedder;
    private final Requests.Limits requestLimits;

    EmbedClients(Settings settings, WorkerSlots slots) {
        source = new MysqlSource(settings.mysql(), slots.connections());
        sink = new QdrantSink(settings.qdrant());
        embedder = new Embedder(settings.openAi(), slots.embed());
        requestLimits = new Requests.Limits(settings.requestSize(), Requests.OPENAI.maxTokens());
    }

    @Override
    public List<Object> activities(Clients ledger, String worker) {
        return List.of(
                new EmbedActivitiesImpl(new EmbedSource(source), sink, ledger.batches(), ledger.stage(), worker));
    }

    @Override
    public List<Object> embedding(Clients ledger) {
        return List.of(new EmbeddingActivitiesImpl(embedder, requestLimits, ledger.stage()));
    }

    @Override
    public void close() {
        embedder.close();
        sink.close();
        source.close();
    }
}
