package io.longhaul.starter.recipe;

import io.longhaul.activities.openai.Answer;
import io.longhaul.activities.openai.EmbeddingModel;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.ModelSettings;
import java.util.List;

/** The embeddings API: one text is embedded, and has the dimensions it should. */
final class EmbeddingsCheck {

    private final Services services;
    private final ModelSettings model;

    EmbeddingsCheck(Services services, ModelSettings model) {
        this.services = services;
        this.model = model;
    }

    void run(Findings findings) {
        findings.check("Embeddings", () -> {
            Answer answer =
                    services.embedder().request(EmbeddingModel.of(model.name(), model.dimensions()), List.of("a test"));
            return Finding.good(
                    "Embeddings",
                    "%s answers with %s, %d dimensions, %d tokens"
                            .formatted(
                                    services.settings().openAi().describe(),
                                    model.name(),
                                    answer.vectors().get(0).length,
                                    answer.tokens()));
        });
    }
}
