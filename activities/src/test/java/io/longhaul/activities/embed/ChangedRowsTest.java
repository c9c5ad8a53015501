package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.engine.JobTotals;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second run over rows that are partly as they were. */
class ChangedRowsTest extends InWorld {

    @BeforeEach
    void migrateOnce() {
        world.withTexts("one", "two", "three").migrate(2);
    }

    @Test
    void unchangedRowsAreSkippedWithoutARequest() {
        long before = world.api.requests();
        assertThat(world.migrate(2)).isEqualTo(new JobTotals.Records(3, 0, 0, 3));
        assertThat(world.api.requests()).isEqualTo(before);
        assertThat(world.points()).hasSize(3);
    }

    @Test
    void aChangedTextIsUpdatedInPlace() {
        world.put(2, "two, changed", "tag 2");
        assertThat(world.migrate(2)).isEqualTo(new JobTotals.Records(3, 1, 0, 2));
        assertThat(world.points()).hasSize(3);
        world.assertVector("2", "two, changed");
        assertThat(world.api.paidTexts()).isEqualTo(4);
    }

    @Test
    void aChangedPayloadIsWrittenWithoutARequestAndKeepsTheVector() {
        world.put(2, "two", "another tag");
        long before = world.api.requests();
        assertThat(world.migrate(2)).isEqualTo(new JobTotals.Records(3, 1, 0, 2));
        assertThat(world.points().get("2")).containsEntry("tag", "another tag");
        world.assertVector("2", "two");
        assertThat(world.api.requests()).isEqualTo(before);
        assertThat(world.migrate(2).skipped()).isEqualTo(3);
    }

    @Test
    void anEmptiedTextBecomesAFailedRecord() {
        world.put(2, "", "tag 2");
        assertThat(world.migrate(2)).isEqualTo(new JobTotals.Records(3, 0, 1, 2));
        assertThat(world.verify().passed()).isTrue();
    }

    @Test
    void moreRowsThanBeforeAreCopiedAndTheOthersSkipped() {
        IntStream.rangeClosed(4, 7).forEach(id -> world.put(id, "text " + id, "tag"));
        assertThat(world.migrate(2)).isEqualTo(new JobTotals.Records(7, 4, 0, 3));
        assertThat(world.points()).hasSize(7);
    }
}
