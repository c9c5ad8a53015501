package io.longhaul.starter.recipe;

import io.longhaul.starter.report.Texts;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.EmbedSettings;
import io.longhaul.worker.settings.Settings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a migration would take, as {@code --dry-run} prints it.
 *
 * @param rejected records that would fail: empty, blank, undecodable or over-long
 * @param texts to embed, where none is in the target yet
 * @param lookedAt records whose tokens were counted; fewer than {@code records} makes the numbers estimates
 * @param costUsd at {@code EMBEDDING_PRICE_PER_MILLION}
 * @param seconds a rough guess
 */
public record EmbedPlan(
        String name,
        String source,
        String target,
        String model,
        long records,
        long rejected,
        long batches,
        long texts,
        long tokens,
        long lookedAt,
        BigDecimal costUsd,
        long seconds)
        implements Plan {

    /** A whole migration on two cores with everything embedded; the model alone does several times as many. */
    private static final double EMBEDDED_TEXTS_PER_SECOND = 100;

    /** Starting and verifying. */
    private static final double SECONDS_AROUND = 5;

    /** A request of a hundred short texts to a hosted API, with reading and writing the batch around it. */
    private static final double SECONDS_PER_BATCH = 1.5;

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    static EmbedPlan of(Settings settings, EmbedSettings embed, Tally tally) {
        long size = settings.tuning().batchSize();
        long batches = (tally.records() + size - 1) / size;
        double perBatch = SECONDS_PER_BATCH / settings.tuning().concurrency() * Math.max(1, size / 100.0);
        double seconds =
                settings.embedded(Backend.EMBEDDINGS) ? tally.texts() / EMBEDDED_TEXTS_PER_SECOND : batches * perBatch;
        return new EmbedPlan(
                settings.name(),
                settings.sourceIdentity(),
                settings.sinkIdentity(),
                embed.model().identity(),
                tally.records(),
                tally.rejected(),
                batches,
                tally.texts(),
                tally.tokens(),
                tally.looked(),
                embed.model()
                        .pricePerMillion()
                        .multiply(BigDecimal.valueOf(tally.tokens()))
                        .divide(MILLION, 4, RoundingMode.HALF_UP),
                Math.round(SECONDS_AROUND + seconds));
    }

    /** With cents, or more exactly where it is less than one. */
    private String cost() {
        boolean small = costUsd.signum() > 0 && costUsd.compareTo(new BigDecimal("0.10")) < 0;
        return costUsd.setScale(small ? 4 : 2, RoundingMode.HALF_UP).toPlainString();
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("From      " + source);
        lines.add("To        " + target + " with " + model);
        lines.add("Records   " + Texts.count(records) + " in " + Texts.count(batches, "batch", "batches") + ", "
                + Texts.count(rejected) + " would fail");
        lines.add("Tokens    " + Texts.count(tokens) + " in " + Texts.count(texts, "text", "texts")
                + (lookedAt < records ? ", estimated from " + Texts.count(lookedAt) + " records" : ""));
        lines.add("Cost      " + cost() + " USD");
        lines.add("Duration  about " + Texts.about(Duration.ofSeconds(seconds)));
        return lines;
    }
}
