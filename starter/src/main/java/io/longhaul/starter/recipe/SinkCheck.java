package io.longhaul.starter.recipe;

import io.longhaul.activities.qdrant.CollectionShape;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.EmbedSettings;
import io.longhaul.worker.settings.Settings;
import java.util.Optional;

/** Qdrant: reachable, and the collection, if it is there, fits the model. */
final class SinkCheck {

    private final QdrantSink sink;
    private final Settings settings;
    private final EmbedSettings embed;

    SinkCheck(Services services, EmbedSettings embed) {
        this.sink = services.qdrant();
        this.settings = services.settings();
        this.embed = embed;
    }

    void run(Findings findings) {
        findings.check(
                "Qdrant",
                () -> Finding.good("Qdrant", settings.qdrant().describe() + " reachable, version " + sink.version()));
        findings.check("Qdrant collection", this::collection);
    }

    private Finding collection() {
        Optional<CollectionShape> shape = sink.describe(embed.collection());
        if (shape.isEmpty()) {
            return Finding.good(
                    "Qdrant collection",
                    embed.collection() + " is not there yet, a migration creates it with "
                            + embed.model().dimensions() + " dimensions");
        }
        sink.check(embed.collection(), embed.model().dimensions(), embed.model().name());
        return Finding.good(
                "Qdrant collection",
                "%s holds %s of %d dimensions, compared by %s"
                        .formatted(
                                embed.collection(),
                                Texts.count(sink.count(embed.collection()), "point", "points"),
                                shape.get().dimensions(),
                                shape.get().distance()));
    }
}
