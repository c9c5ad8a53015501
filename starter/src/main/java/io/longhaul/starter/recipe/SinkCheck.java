package io.longhaul.starter.check;

import io.longhaul.activities.qdrant.CollectionShape;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Settings;
import java.util.Optional;

/** Qdrant: reachable, and the collection, if it is there, fits the model. */
final class SinkCheck {

    private final QdrantSink sink;
    private final Settings settings;

    SinkCheck(Services services) {
        this.sink = services.qdrant();
        this.settings = services.settings();
    }

    void run(Findings findings) {
        findings.check(
                "Qdrant",
                () -> Finding.good("Qdrant", settings.qdrant().describe() + " reachable, version " + sink.version()));
        findings.check("Qdrant collection", this::collection);
    }

    private Finding collection() {
        Optional<CollectionShape> shape = sink.describe(settings.collection());
        if (shape.isEmpty()) {
            return Finding.good(
                    "Qdrant collection",
                    settings.collection() + " is not there yet, a migration creates it with "
                            + settings.model().dimensions() + " dimensions");
        }
        sink.check(
                settings.collection(),
                settings.model().dimensions(),
                settings.model().name());
        return Finding.good(
                "Qdrant collection",
                "%s holds %s of %d dimensions, compared by %s"
                        .formatted(
                                settings.collection(),
                                Texts.count(sink.count(settings.collection()), "point", "points"),
                                shape.get().dimensions(),
                                shape.get().distance()));
    }
}
