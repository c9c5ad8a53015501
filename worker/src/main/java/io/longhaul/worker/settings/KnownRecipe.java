package io.longhaul.worker.settings;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.repartition.RepartitionSpec;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be migrated to what, and the services that it takes beside the ledger and Temporal. */
public enum KnownRecipe {
    EMBED(
            EmbedSpec.RECIPE,
            Tuning.BATCH_SIZE,
            10_000,
            EnumSet.of(Backend.MYSQL),
            EnumSet.of(Backend.QDRANT),
            EnumSet.of(Backend.EMBEDDINGS)),
    /** Copying has no cost of its own for a row: the larger a batch, the fewer transactions, up to what memory holds. */
    RELATIONAL(RelationalSpec.RECIPE, 50_000, Tuning.MOST_IN_BATCH, EnumSet.of(Backend.TARGET)),
    /** Where nobody says, the size follows from how many records there are. */
    VECTORS(
            VectorsSpec.RECIPE,
            1_000,
            10_000,
            EnumSet.of(Backend.CHROMA, Backend.SOURCE),
            EnumSet.of(Backend.TARGET, Backend.QDRANT)),
    /** Small batches, few at a time: what they hold, writers wait for. */
    BACKFILL(BackfillSpec.RECIPE, 5_000, 100_000, EnumSet.of(Backend.TARGET)),
    REPARTITION(RepartitionSpec.RECIPE, 10_000, 100_000, EnumSet.of(Backend.TARGET));

    private final String word;
    private final int batchSize;
    private final int mostInBatch;
    private final ImmutableList<ImmutableSet<Backend>> services;

    @SafeVarargs
    @SuppressWarnings("varargs")
    KnownRecipe(String word, int batchSize, int mostInBatch, Set<Backend>... services) {
        this.word = word;
        this.batchSize = batchSize;
        this.mostInBatch = mostInBatch;
        this.services = Arrays.stream(services).map(Sets::immutableEnumSet).collect(ImmutableList.toImmutableList());
    }

    /** Its name in {@code LONGHAUL_RECIPE}, in the ledger and in search attributes. */
    public String word() {
        return word;
    }

    /**
     * What it lacks where some services are missing.
     *
     * @return for each need that nothing meets the services that would, one of which is enough
     */
    public List<Set<Backend>> lacking(Set<Backend> missing) {
        return services.stream()
                .filter(missing::containsAll)
                .map(some -> (Set<Backend>) some)
                .toList();
    }

    /** Records in a batch where nobody says. */
    public int batchSize() {
        return batchSize;
    }

    /** Batches in flight where nobody says. */
    public int concurrency() {
        return this == BACKFILL || this == REPARTITION ? 2 : Tuning.CONCURRENCY;
    }

    /** The most records that a batch may have. */
    public int mostInBatch() {
        return mostInBatch;
    }

    static Optional<KnownRecipe> ofWord(String word) {
        return Arrays.stream(values())
                .filter(recipe -> recipe.word.equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(KnownRecipe::word).toList();
    }
}
