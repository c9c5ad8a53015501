package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.ledger.LedgerServer;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.embed.OverlongPolicy;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.SourceKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts that the model does not take as they are. */
class OverlongTextTest extends InWorld {

    /** More than three times ten tokens, in words of one each. */
    private static final String LONG = "red green blue ".repeat(12).strip();

    private static final PointId SECOND = PointIds.of("notes", SourceKey.of("1"), true, 1);

    @Test
    void withoutAnythingToEmbedARecordFailsWithItsReason() {
        world.withTexts("", " \n\t", null, "good", LONG);
        world.spec = World.spec("notes", 10, OverlongPolicy.FAIL);
        assertThat(world.migrate(10)).isEqualTo(new JobTotals.Records(5, 1, 4, 0));
        assertThat(world.failures())
                .containsEntry("1", "the text is empty")
                .containsEntry("2", "the text is blank")
                .containsEntry("3", "the text is empty")
                .hasEntrySatisfying("5", reason -> assertThat(reason).contains("36 tokens", "takes 10"));
        assertThat(world.points()).containsOnlyKeys("4");
        assertThat(world.api.receivedTexts()).isEqualTo(1);
        assertThat(world.verify().passed()).isTrue();
    }

    @Test
    void aTruncatedTextSaysSo() {
        world.withTexts(LONG, "short");
        world.spec = World.spec("notes", 10, OverlongPolicy.TRUNCATE);
        assertThat(world.migrate(10).processed()).isEqualTo(2);
        assertThat(world.points().get("1")).containsEntry(Payloads.TRUNCATED, "true");
        assertThat(world.points().get("2")).doesNotContainKey(Payloads.TRUNCATED);
        assertThat(world.verify().passed()).isTrue();
        assertThat(world.migrate(10).skipped()).isEqualTo(2);
    }

    @Test
    void aSplitTextIsOneRecordOfSeveralPoints() {
        split(LONG);
        assertThat(world.totals().records()).isEqualTo(new JobTotals.Records(1, 1, 0, 0));
        assertThat(world.points()).hasSize(4).containsKeys("1", SECOND.toString());
        assertThat(world.points().get("1")).containsEntry(Payloads.CHUNKS, "4");
        assertThat(world.verify().passed()).isTrue();
        assertThat(world.migrate(10).skipped()).isEqualTo(1);
    }

    @Test
    void aSplitTextThatGetsShorterLosesItsSurplusPoints() {
        split(LONG);
        world.put(1, LONG.substring(0, LONG.length() / 2), "tag 1");
        assertThat(world.migrate(10).processed()).isEqualTo(1);
        assertThat(world.points()).hasSize(2).containsKeys("1", SECOND.toString());
        world.put(1, "short", "tag 1");
        assertThat(world.migrate(10).processed()).isEqualTo(1);
        assertThat(world.points()).containsOnlyKeys("1");
        assertThat(world.verify().orphans()).isZero();
    }

    @Test
    void surplusPointsGoEvenWhereWritingBrokeOffAndTheStageWasLost() {
        split(LONG);
        world.put(1, "short", "tag 1");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched fetched = world.fetch(batch);
        world.embed(batch, fetched);
        // A vector that Qdrant refuses, to break off the write half way.
        LedgerServer.execute("update ingestion_vector set vector = '\\x00000000' where job_id = ?", world.job.value());
        World.failure(() -> world.upsert(batch, fetched));
        assertThat(world.points()).containsOnlyKeys("1");
        assertThat(world.points().get("1")).containsEntry(Payloads.CHUNKS, "4");

        LedgerServer.execute("delete from ingestion_stage where job_id = ?", world.job.value());
        LedgerServer.execute("delete from ingestion_vector where job_id = ?", world.job.value());
        assertThat(world.copy(batch).processed()).isEqualTo(1);
        assertThat(world.points()).containsOnlyKeys("1");
        assertThat(world.points().get("1")).doesNotContainKey(Payloads.CHUNKS);
    }

    @Test
    void aMissingPartOfASplitTextIsFound() {
        split(LONG);
        world.sink.delete(World.COLLECTION, List.of(SECOND));
        assertThat(world.verify().missing()).isEqualTo(1);
        assertThat(world.verify().examples()).contains("missing: 1");
        // A run repairs it.
        assertThat(world.migrate(10).processed()).isEqualTo(1);
        assertThat(world.verify().passed()).isTrue();
        assertThat(world.points()).hasSize(4);
    }

    @Test
    void aSplitTextWithARefusedPartFailsWhole() {
        world.api.poison("poison");
        split(LONG + " poison");
        assertThat(world.totals().records()).isEqualTo(new JobTotals.Records(1, 0, 1, 0));
        assertThat(world.points()).isEmpty();

        world.api.heal();
        assertThat(world.retryFailed(10)).isEqualTo(new JobTotals.Records(1, 1, 0, 0));
        assertThat(world.verify().passed()).isTrue();
    }

    @Test
    void aCollectionOfOtherDimensionsIsRefused() {
        world.withTexts("one");
        world.sink.ensure(World.COLLECTION, 3, "another");
        assertThat(World.kind(() -> world.embed.survey(world.spec, null, null))).isEqualTo(FailureKind.SCHEMA_MISMATCH);
    }

    private void split(String text) {
        world.withTexts(text);
        world.spec = World.spec("notes", 10, OverlongPolicy.SPLIT);
        world.migrate(10);
    }
}
