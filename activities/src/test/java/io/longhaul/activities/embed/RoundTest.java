package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.embed.OverlongPolicy;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduled run reads, and what it does not. */
class RoundTest {

    @TempDir
    Path directory;

    private World world;

    @AfterEach
    void end() throws IOException {
        world.close();
    }

    /** A table whose rows say when they changed, in a column of this type; those that are there did so long ago. */
    private void tableWith(String type, String... texts) throws IOException {
        world = new World(
                directory,
                "CREATE TABLE notes (id BIGINT PRIMARY KEY, body TEXT, touched " + type
                        + " NULL, KEY (touched)) CHARSET utf8mb4");
        world.spec = spec("touched");
        for (int i = 0; i < texts.length; i++) {
            put(i + 1, texts[i], "2020-01-01 00:00:0" + i);
        }
    }

    private static EmbedSpec spec(@Nullable String updatedColumn) {
        return new EmbedSpec(
                "notes",
                "body",
                List.of(),
                World.COLLECTION,
                "text-embedding-3-small",
                World.DIMENSIONS,
                50,
                OverlongPolicy.FAIL,
                updatedColumn);
    }

    private void put(long id, @Nullable String body, @Nullable String touched) {
        world.write("REPLACE INTO notes VALUES (?, ?, ?)", id, body, touched);
    }

    private static BatchCounts counts(int processed, int failed, int skipped) {
        return new BatchCounts(processed, failed, skipped, 0);
    }

    private BatchCounts keepInStep() {
        BatchCounts taken = world.keepInStep(2);
        return new BatchCounts(taken.processed(), taken.failed(), taken.skipped(), 0);
    }

    @Test
    void onlyNewAndChangedRowsAreReadAndPaid() throws IOException {
        tableWith("TIMESTAMP(6)", "one", "two", "three", "four", "five");
        world.migrate(2);
        put(2, "two, changed", "2026-03-29 10:00:00");
        put(6, "six", "2026-03-29 10:00:01");
        put(7, "seven", "2026-03-29 10:00:02");

        // The others that changed within the overlap before the last change are looked at again, and not paid again.
        assertThat(keepInStep()).isEqualTo(counts(3, 0, 4));
        assertThat(world.api.paidTexts()).isEqualTo(5 + 3);
        world.assertVector("2", "two, changed");
        assertThat(world.points()).hasSize(7);
    }

    @Test
    void whatChangedLongBeforeTheLastChangeIsNotReadAgain() throws IOException {
        tableWith("TIMESTAMP(6)", "one", "two", "three", "four", "five");
        put(5, "five", "2026-03-29 10:00:00");
        world.migrate(2);
        put(6, "six", "2026-03-29 10:10:00");

        assertThat(keepInStep()).isEqualTo(counts(1, 0, 1));

        put(3, "three, changed", "2026-03-29 10:10:01");
        assertThat(keepInStep()).isEqualTo(counts(1, 0, 1));
        assertThat(keepInStep()).isEqualTo(counts(0, 0, 2));
        assertThat(world.api.paidTexts()).isEqualTo(7);
    }

    @Test
    void aChangeThatIsCommittedAfterLaterOnesWereReadIsSeenWithinTheOverlap() throws IOException {
        tableWith("TIMESTAMP(6)", "one", "two", "three");
        put(3, "three", "2026-03-29 10:05:00");
        world.migrate(2);

        put(1, "one, late", "2026-03-29 10:00:30");
        put(2, "two, too late", "2026-03-29 09:59:30");

        assertThat(keepInStep()).isEqualTo(counts(1, 0, 1));
        world.assertVector("1", "one, late");
        world.assertVector("2", "two");
    }

    @Test
    void aDatetimeOfAClockSetBackByAnHourIsSeen() throws IOException {
        tableWith("DATETIME", "one", "two", "three");
        put(3, "three", "2025-11-02 01:59:59");
        world.migrate(2);

        put(1, "one, an hour later", "2025-11-02 01:00:10");

        assertThat(keepInStep().processed()).isEqualTo(1);
        world.assertVector("1", "one, an hour later");
    }

    @Test
    void aChangeFromTheFutureHidesNoOther() throws IOException {
        tableWith("DATETIME", "one", "two");
        put(2, "two", "2199-01-01 00:00:00");
        world.migrate(2);

        world.write("UPDATE notes SET body = 'one, changed', touched = UTC_TIMESTAMP() WHERE id = 1");

        assertThat(keepInStep().processed()).isEqualTo(1);
        world.assertVector("1", "one, changed");
    }

    @Test
    void aTableInWhichNothingHasEverChangedSeesTheFirstChange() throws IOException {
        tableWith("DATETIME");
        put(1, "one", null);
        put(2, "two", null);
        world.migrate(2);

        put(1, "one, changed", "2001-01-01 00:00:00");

        assertThat(keepInStep()).isEqualTo(counts(1, 0, 0));
    }

    @Test
    void aRowThatIsCommittedAfterLargerKeysWereReadIsTaken() throws IOException {
        tableWith("DATETIME", "one", "two");
        world.spec = spec(null);
        put(4, "four", null);
        world.migrate(2);

        put(3, "three, late", null);

        assertThat(keepInStep()).isEqualTo(counts(1, 0, 3));
        assertThat(world.points()).containsKey("3");
        assertThat(keepInStep()).isEqualTo(counts(0, 0, 0));
    }

    @Test
    void withoutAColumnUnchangedRowsAreNotRead() throws IOException {
        tableWith("DATETIME", "one", "two", "three");
        world.spec = spec(null);
        world.migrate(2);
        put(1, "one, changed", null);
        put(4, "four", null);

        assertThat(keepInStep()).isEqualTo(counts(1, 0, 0));
        world.assertVector("1", "one");
    }

    @Test
    void aFailedRecordThatIsCorrectedIsResolved() throws IOException {
        tableWith("TIMESTAMP", "one", "", "three");
        world.migrate(2);
        assertThat(world.failures()).containsOnlyKeys("2");

        put(2, "two", "2026-03-29 10:00:00");
        keepInStep();

        assertThat(world.failures()).isEmpty();
        assertThat(world.verify().all()).isEqualTo(World.nothingWrong(3));
    }

    @Test
    void aRecordThatComesToFailIsAFailureOfTheJob() throws IOException {
        tableWith("TIMESTAMP", "one", "two", "three");
        world.migrate(2);

        put(2, "", "2026-03-29 10:00:00");
        assertThat(keepInStep().failed()).isEqualTo(1);
        assertThat(world.failures()).containsOnlyKeys("2");

        put(2, "two", "2026-03-29 10:01:00");
        keepInStep();
        assertThat(world.failures()).isEmpty();
    }

    @Test
    void deletedRowsAreSeenByAVerificationOfAllAlone() throws IOException {
        tableWith("TIMESTAMP", "one", "two", "three");
        world.migrate(2);
        world.write("DELETE FROM notes WHERE id >= 2");

        keepInStep();

        assertThat(world.points()).hasSize(3);
        assertThat(world.verify().orphans()).isEqualTo(2);
    }

    @Test
    void aColumnThatSaysNothingOfTimesIsRefused() throws IOException {
        tableWith("TIMESTAMP", "one");
        world.spec = spec("body");

        assertThat(World.failure(() -> world.embed.survey(world.spec, null, null))
                        .getOriginalMessage())
                .contains("column body of table", "is text", "MYSQL_UPDATED_COLUMN");
    }

    @Test
    void aCollectionThatIsGoneIsNotFilledWithTheRestAlone() throws IOException {
        tableWith("TIMESTAMP", "one", "two");
        world.migrate(2);
        world.spec = new EmbedSpec(
                "notes",
                "body",
                List.of(),
                "another",
                "text-embedding-3-small",
                World.DIMENSIONS,
                50,
                OverlongPolicy.FAIL,
                "touched");

        assertThat(World.kind(() -> world.beginScheduled(2))).isEqualTo(FailureKind.SCHEMA_MISMATCH);
    }

    @Test
    void moreChangesThanABatchHoldsAreAllTaken() throws IOException {
        tableWith("TIMESTAMP");
        IntStream.rangeClosed(1, 25).forEach(i -> put(i, "text " + i, "2020-01-01 00:00:00"));
        world.migrate(10);
        IntStream.rangeClosed(1, 25)
                .filter(i -> i % 3 == 0)
                .forEach(i -> put(i, "changed " + i, "2026-03-29 10:00:00"));

        assertThat(keepInStep().processed()).isEqualTo(8);
        world.assertVector("24", "changed 24");
    }
}
