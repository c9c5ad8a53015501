package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.Work;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Failed records, taken up again once somebody has mended them. */
class RetryFailedTest extends InWorld {

    @Test
    void whatWasMendedArrivesAndTheRestStaysWithItsReason() {
        world.withTexts("one", "", "poison", "", "five").api.poison("poison");
        assertThat(world.migrate(2)).isEqualTo(new JobTotals.Records(5, 2, 3, 0));

        world.put(2, "two, mended", "tag 2");
        world.put(4, "poison too", "tag 4");
        assertThat(world.retryFailed(2)).isEqualTo(new JobTotals.Records(5, 3, 2, 0));
        assertThat(world.points()).containsOnlyKeys("1", "2", "5");
        assertThat(world.failures()).containsOnlyKeys("3", "4");
        assertThat(world.failures().get("4")).isNotEqualTo("the text is empty");
        assertThat(world.verify().passed()).isTrue();

        world.api.heal();
        assertThat(world.retryFailed(2)).isEqualTo(new JobTotals.Records(5, 5, 0, 0));
        assertThat(world.failures()).isEmpty();
        assertThat(world.points()).hasSize(5);
        assertThat(world.api.timesPaid("one")).isEqualTo(1);
        assertThat(world.retryFailed(2)).isEqualTo(new JobTotals.Records(5, 5, 0, 0));
    }

    @Test
    void aRowThatWasDeletedMeanwhileCountsNoMore() {
        world.withTexts("one", "", "");
        world.migrate(10);
        world.write("DELETE FROM notes WHERE id = 2");
        assertThat(world.retryFailed(10)).isEqualTo(new JobTotals.Records(2, 1, 1, 0));
        assertThat(world.failures()).containsOnlyKeys("3");
    }

    @Test
    void aBatchThatFailedWholeIsCopiedByTheNextRun() {
        world.withTexts("one", "", "three", "four");
        List<PlannedBatch> batches = world.begin(2);
        world.fetch(batches.get(0));
        world.ledger.failBatch(world.job, 0, new BatchError(FailureKind.UNAVAILABLE, "the API is down"));
        world.copy(batches.get(1));
        assertThat(world.totals().records()).isEqualTo(new JobTotals.Records(4, 2, 2, 0));
        world.ledger.settle(world.job, Work.COPY, JobStatus.FAILED, "1 batch failed", null);

        assertThat(world.begin(2)).containsExactly(batches.get(0));
        world.copy(batches.get(0));
        assertThat(world.complete()).isEqualTo(new JobTotals.Records(4, 3, 1, 0));
        assertThat(world.totals().batches().completed()).isEqualTo(2);
    }
}
