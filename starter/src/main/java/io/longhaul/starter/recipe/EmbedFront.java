package io.longhaul.starter.recipe;

import io.longhaul.activities.embed.Preparation;
import io.longhaul.activities.embed.TokenCounter;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.mysql.Rows;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.activities.openai.EmbeddingModel;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.EmbedSettings;
import io.longhaul.worker.settings.ModelSettings;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.TableSettings;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A table's text through an embeddings model into a collection. */
final class EmbedFront implements Front {

    /** Up to so many records all are read for a plan; of more, a sample. */
    private static final long EXACT = 20_000;

    /** Gives the mean of tokens within a few per cent for texts of usual lengths. */
    private static final int SAMPLE = 2_000;

    /** The same sample each time, so that two plans give the same estimate. */
    private static final long SEED = 1;

    private final EmbedSettings embed;

    EmbedFront(EmbedSettings embed) {
        this.embed = embed;
    }

    @Override
    public void look(Services services, Preflight preflight) {
        preflight.look(() -> source(services.mysql(), preflight));
        if (!services.settings().missing().contains(Backend.QDRANT)) {
            preflight.look(() -> services.qdrant()
                    .check(
                            embed.collection(),
                            embed.model().dimensions(),
                            embed.model().name()));
        }
    }

    /** Whether the table is there, with its columns, a key and a row. */
    private void source(MysqlSource source, Preflight preflight) {
        TableSettings table = embed.table();
        TableShape shape = source.shape(table.table());
        requireColumn(shape, "MYSQL_TEXT_COLUMN", table.textColumn(), preflight);
        table.payloadColumns().forEach(column -> requireColumn(shape, "MYSQL_PAYLOAD_COLUMNS", column, preflight));
        if (table.updatedColumn() != null) {
            shape.updatedColumn(table.updatedColumn());
        }
        if (source.first(shape).isEmpty()) {
            preflight.problem("table " + shape.name() + " is empty: name another in MYSQL_TABLE");
        }
    }

    private static void requireColumn(TableShape shape, String setting, String column, Preflight preflight) {
        if (shape.columns().stream().noneMatch(it -> it.name().equalsIgnoreCase(column))) {
            preflight.problem("table " + shape.name() + " has no column " + column + ": name one of "
                    + String.join(
                            ", ", shape.columns().stream().map(it -> it.name()).toList()) + " in " + setting);
        }
    }

    /** Whether the endpoint takes the key and knows the model, for the price of a word; the embedded one needs none. */
    @Override
    public void lookOnce(Services services, Preflight preflight) {
        if (services.settings().embedded(Backend.EMBEDDINGS)) {
            return;
        }
        ModelSettings model = embed.model();
        preflight.look(() ->
                services.embedder().request(EmbeddingModel.of(model.name(), model.dimensions()), List.of("test")));
    }

    @Override
    public Set<Backend> planned() {
        return EnumSet.of(Backend.MYSQL);
    }

    @Override
    public Plan plan(Services services) {
        return EmbedPlan.of(services.settings(), embed, survey(services.mysql(), services.settings()));
    }

    private Tally survey(MysqlSource source, Settings settings) {
        TableShape shape = source.shape(embed.table().table());
        long records = source.count(shape, settings.limit());
        Tally tally = new Tally(records);
        SourceKey until = source.last(shape, settings.limit()).orElseThrow();
        EmbedSpec spec = embed.spec();
        TokenCounter counter = TokenCounter.forModel(spec.model());
        if (records <= EXACT) {
            source.read(
                    shape,
                    List.of(),
                    spec.textColumn(),
                    Rows.of(new KeyRange(null, until)),
                    record -> tally.add(Preparation.of(record, spec, counter)));
            return tally;
        }
        List<SourceKey> keys = source.sample(shape, until, SAMPLE, SEED);
        for (SourceRecord record : source.read(shape, List.of(), spec.textColumn(), keys)) {
            tally.add(Preparation.of(record, spec, counter));
        }
        return tally;
    }

    @Override
    public void check(Services services, Findings findings) {
        new SourceCheck(services, embed).run(findings);
        findings.next();
        new SinkCheck(services, embed).run(findings);
        findings.next();
        new EmbeddingsCheck(services, embed.model()).run(findings);
    }
}
