package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.qdrant.Point;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.workflows.engine.JobTotals;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerificationTest extends InWorld {

    @Test
    void whatArrivedPasses() {
        copied(7);
        assertThat(world.verify().all()).isEqualTo(World.nothingWrong(7));
    }

    @Test
    void aMissingRecordIsNamedByItsKey() {
        copied(5);
        world.sink.delete(World.COLLECTION, List.of(PointId.of(3)));
        Found found = world.verify();
        assertThat(found.passed()).isFalse();
        assertThat(found.missing()).isEqualTo(1);
        assertThat(found.examples()).containsExactly("missing: 3");
    }

    @Test
    void aFailedRecordIsExcused() {
        world.withTexts("one", "", "three").migrate(10);
        Found found = world.verify();
        assertThat(found.passed()).isTrue();
        assertThat(found.eligible()).isEqualTo(2);
    }

    @Test
    void aRecordTheApiRefusesIsExcusedThoughItsEarlierPointIsThere() {
        copied(2);
        world.put(2, "poison", "tag");
        world.api.poison("poison");
        assertThat(world.migrate(10)).isEqualTo(new JobTotals.Records(2, 0, 1, 1));
        Found found = world.verify();
        assertThat(found.passed()).isTrue();
        assertThat(found.sampled()).isEqualTo(1);
    }

    @Test
    void aRowThatChangedAfterItWasCopiedIsStale() {
        copied(3);
        world.put(2, "changed behind our back", "tag 2");
        Found found = world.verify();
        assertThat(found.passed()).isFalse();
        assertThat(found.stale()).isEqualTo(1);
        assertThat(found.examples()).containsExactly("stale: point 2");
    }

    @Test
    void aPointWithoutARowIsReportedAndNoFault() {
        copied(3);
        world.write("DELETE FROM notes WHERE id = 2");
        Found found = world.verify();
        assertThat(found.passed()).isTrue();
        assertThat(found.orphans()).isEqualTo(1);
        assertThat(found.examples()).singleElement().asString().contains("point 2");
    }

    @Test
    void pointsOfNobodyAreLeftAlone() {
        copied(2);
        world.sink.upsert(
                World.COLLECTION, List.of(new Point(PointId.of(99), world.api.vector("x"), Map.of("by", "hand"))));
        assertThat(world.verify().orphans()).isZero();
    }

    @Test
    void moreRowsThanAPageOfEachKindAreAllSeen() {
        world.write("INSERT INTO notes SELECT seq, CONCAT('text ', seq), '' FROM seq_1_to_2300");
        world.migrate(1_000);
        world.sink.delete(
                World.COLLECTION,
                IntStream.of(1, 1_000, 1_001, 2_300).mapToObj(PointId::of).toList());
        world.write("DELETE FROM notes WHERE id IN (2, 1500, 2299)");
        Found found = world.verify();
        assertThat(found.eligible()).isEqualTo(2_297);
        assertThat(found.missing()).isEqualTo(4);
        assertThat(found.orphans()).isEqualTo(3);
        assertThat(found.sampled()).isEqualTo(200);
        assertThat(world.api.paid().values()).hasSize(2_300).allMatch(times -> times == 1);
    }

    private void copied(int rows) {
        world.withTexts(IntStream.rangeClosed(1, rows)
                        .mapToObj(i -> "text " + i)
                        .toArray(String[]::new))
                .migrate(10);
    }
}
