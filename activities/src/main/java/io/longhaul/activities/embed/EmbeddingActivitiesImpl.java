package io.longhaul.activities.embed;

import static io.longhaul.activities.ActivityErrors.translated;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.ledger.StagedText;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.openai.EmbeddingModel;
import io.longhaul.activities.openai.EmbeddingRun;
import io.longhaul.activities.openai.Requests;
import io.longhaul.activities.openai.Text;
import io.longhaul.workflows.embed.EmbedBatch;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.embed.EmbeddingActivities;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.engine.FailureKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * See {@link EmbeddingActivities}. What a request gave is stored before the next is sent, and what is stored is not
 * asked for again: an attempt that is repeated pays for one request twice at the most. While the ledger is away the
 * answer waits here, so that an outage of it pays for nothing twice.
 */
public final class EmbeddingActivitiesImpl implements EmbeddingActivities {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddingActivitiesImpl.class);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Embedder embedder;
    private final Requests.Limits limits;
    private final Stage stage;

    /** @param limits of one request */
    public EmbeddingActivitiesImpl(Embedder embedder, Requests.Limits limits, Stage stage) {
        this.embedder = embedder;
        this.limits = limits;
        this.stage = stage;
    }

    @Override
    public void embed(EmbedBatch batch, Fetched fetched) {
        translated(() -> Heartbeats.during(() -> {
            embedStaged(batch, fetched);
            return Boolean.TRUE;
        }));
    }

    private void embedStaged(EmbedBatch batch, Fetched fetched) {
        int number = batch.batch().number();
        if (stage.settled(batch.job(), number).isPresent()) {
            return;
        }
        List<StagedText> waiting = stage.waiting(batch.job(), number, fetched.fence(), fetched.staged());
        List<String> checksums = waiting.stream().map(StagedText::checksum).toList();
        List<Text> texts = waiting.stream()
                .map(text -> new Text(text.content(), text.tokens()))
                .toList();

        EmbedSpec spec = batch.spec();
        new EmbeddingRun(embedder, EmbeddingModel.of(spec.model(), spec.dimensions()), limits)
                .embed(
                        texts,
                        EmbeddingActivitiesImpl::stopIfInterrupted,
                        done -> store(batch, checksums, done),
                        refused -> stage.refuse(
                                batch.job(), number, Map.of(checksums.get(refused.index()), refused.reason())));
    }

    private void store(EmbedBatch batch, List<String> checksums, EmbeddingRun.Done done) {
        Map<String, float[]> vectors = new HashMap<>();
        for (int i = 0; i < done.indexes().size(); i++) {
            vectors.put(checksums.get(done.indexes().get(i)), done.vectors().get(i));
        }
        Runnable storing =
                () -> stage.storeVectors(batch.job(), batch.batch().number(), done.request(), done.tokens(), vectors);
        // A cancel that comes now must not lose what is paid for: it takes effect before the next request.
        boolean interrupted = Thread.interrupted();
        try {
            while (!tryTo(storing, interrupted)) {
                Thread.sleep(BETWEEN_TRIES.toMillis());
            }
        } catch (InterruptedException e) {
            interrupted = true;
            storing.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Whether it was done; if not, the ledger is away and may come back.
     *
     * @param last whether there is no other try, so that its failure is the attempt's
     */
    private static boolean tryTo(Runnable storing, boolean last) {
        try {
            storing.run();
            return true;
        } catch (MigrationException e) {
            if (last || !Set.of(FailureKind.UNAVAILABLE, FailureKind.TIMEOUT).contains(e.kind())) {
                throw e;
            }
            LOG.info("an answer that is paid for waits to be stored: {}", e.getMessage());
            return false;
        }
    }

    /** A cancel interrupts, and so does a worker that ends: no further request is to be paid for. */
    private static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new MigrationException(FailureKind.UNAVAILABLE, "the worker stopped embedding between two requests");
        }
    }
}
