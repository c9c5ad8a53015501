package io.longhaul.starter.command;

import io.longhaul.activities.openai.EmbeddingModel;
import io.longhaul.activities.qdrant.Hit;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.recipe.Excerpts;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.SearchReport;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.EmbedSettings;
import io.longhaul.worker.settings.ModelSettings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code search}. */
@Command(
        name = SearchCommand.NAME,
        description = "Embed a text and show the nearest points, of a migration by the recipe embed.",
        footerHeading = "%nExamples:%n",
        footer = {"  bin/starter search \"a small dog\"", "  bin/starter search --output json a small dog"})
final class SearchCommand implements Callable<Integer> {

    static final String NAME = "search";

    /** What fits a screen. */
    private static final int NEAREST = 5;

    private final Invocation invocation;

    @Parameters(arity = "1..*", paramLabel = "TEXT", description = "What to look for; quotes are not needed.")
    private List<String> words = List.of();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SettingsOptions options = new SettingsOptions();

    SearchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        String text = String.join(" ", words).strip();
        if (text.isEmpty()) {
            throw Refusal.usage("TEXT is empty: say what to look for");
        }
        SettingsReader reader = options.reader(invocation);
        var unused = reader.read().embed(NAME);
        try (Services services = Services.open(
                invocation, reader, EnumSet.of(Backend.QDRANT, Backend.EMBEDDINGS, Backend.MYSQL), line -> {})) {
            EmbedSettings embed = services.settings().embed(NAME);
            SearchReport report = report(services, embed, text, nearest(services, embed, text));
            if (output.output() == Output.JSON) {
                Json.print(invocation.console().out(), report);
            } else {
                report.lines().forEach(invocation.console().out()::println);
            }
            return ExitCode.OK.code();
        }
    }

    private static SearchReport report(Services services, EmbedSettings embed, String text, List<Hit> hits) {
        Map<SourceKey, String> excerpts = new Excerpts(services, embed.table()).of(hits);
        List<SearchReport.Found> points = new ArrayList<>();
        for (Hit hit : hits) {
            SourceKey key = Excerpts.key(hit);
            double score = Math.round(hit.score() * 10_000) / 10_000.0;
            String excerpt = key == null ? null : excerpts.get(key);
            points.add(new SearchReport.Found(hit.id().toString(), score, hit.payload(), excerpt));
        }
        return new SearchReport(text, embed.collection(), points);
    }

    private static List<Hit> nearest(Services services, EmbedSettings embed, String text) {
        ModelSettings model = embed.model();
        if (services.qdrant().describe(embed.collection()).isEmpty()) {
            throw Refusal.usage("there is no collection " + embed.collection() + " in "
                    + services.settings().sinkIdentity() + ": " + Invocation.PROGRAM
                    + " fills it, QDRANT_COLLECTION_NAME names another");
        }
        services.qdrant().check(embed.collection(), model.dimensions(), model.name());
        float[] vector = services.embedder()
                .request(EmbeddingModel.of(model.name(), model.dimensions()), List.of(text))
                .vectors()
                .get(0);
        return services.qdrant().search(embed.collection(), vector, NEAREST);
    }
}
