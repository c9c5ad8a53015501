package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.ledger.LedgerServer;
import io.longhaul.activities.mysql.MariaDb;
import io.longhaul.embedded.embeddings.Fault;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.embed.OverlongPolicy;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.SourceKey;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A batch, from the source to the target, in the ordinary case and with things going wrong on the way. */
class BatchTest extends InWorld {

    @Test
    void aPlanAskedForAgainIsTheFirstOne() {
        world.withTexts("one", "two", "three", "four", "five");
        List<PlannedBatch> first = world.begin(2);
        assertThat(first).extracting(PlannedBatch::records).containsExactly(2, 2, 1);
        world.put(6, "six", "");
        RangePlan again = world.plan(0, new RangeScope.Keys(null, SourceKey.of("6")), 1);
        assertThat(again.pending()).isEqualTo(first);
        assertThat(again.last()).isEqualTo(SourceKey.of("5"));
        assertThat(again.more()).isFalse();
    }

    @Test
    void anUpsertWhoseAnswerWasLostGivesTheSameCountsAndWritesNothing() throws Exception {
        world.withTexts("one", "two", "");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched fetched = world.fetch(batch);
        world.embed(batch, fetched);
        BatchCounts counts = world.upsert(batch, fetched);
        assertThat(counts.processed()).isEqualTo(2);
        assertThat(counts.failed()).isEqualTo(1);
        assertThat(counts.tokens()).isPositive();

        // Whatever it would write, it could not.
        world.stopQdrant();
        assertThat(world.upsert(batch, fetched)).isEqualTo(counts);
        world.embed(batch, fetched);
        assertThat(world.fetch(batch)).isEqualTo(new Fetched(0, 0, 0, 0, 0, counts));
        assertThat(world.api.paidTexts()).isEqualTo(2);
        world.startQdrant();
    }

    @Test
    void anAttemptThatWasFrozenNeitherPaysNorWrites() {
        world.withTexts("one");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched frozen = world.fetch(batch);
        world.put(1, "one, changed", "tag");
        Fetched newer = world.fetch(batch);
        assertThat(World.kind(() -> world.embed(batch, frozen))).isEqualTo(FailureKind.FENCED);
        world.embed(batch, newer);
        assertThat(World.kind(() -> world.upsert(batch, frozen))).isEqualTo(FailureKind.FENCED);
        assertThat(world.points()).isEmpty();
        world.upsert(batch, newer);
        world.assertVector("1", "one, changed");
        assertThat(world.api.paidTexts()).isEqualTo(1);
    }

    @Test
    void identicalTextsAreSentAndPaidOnce() {
        world.withTexts("same", "other", "same", "same");
        JobTotals.Records records = world.migrate(10);
        assertThat(records.processed()).isEqualTo(4);
        assertThat(world.api.receivedTexts()).isEqualTo(2);
        assertThat(world.totals().embeddings().texts()).isEqualTo(2);
        world.assertVector("3", "same");
    }

    @Test
    void aPoisonedTextAmongAHundredIsIsolated() {
        String[] texts = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> i == 42 ? "MARKER poisoned" : "text " + i)
                .toArray(String[]::new);
        world.withTexts(texts).api.poison("poisoned");
        JobTotals.Records records = world.migrate(100);
        assertThat(records).isEqualTo(new JobTotals.Records(100, 99, 1, 0));
        assertThat(world.points()).hasSize(99).doesNotContainKey("42");
        assertThat(world.failures()).containsOnlyKeys("42");
        assertThat(world.failures().get("42")).isNotBlank().doesNotContain("MARKER");
        assertThat(world.api.paidTexts()).isEqualTo(99);
        assertThat(world.verify().passed()).isTrue();
    }

    @Test
    void vectorsOfTheWrongSizeAreNeverStored() {
        world.withTexts("one", "two");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched fetched = world.fetch(batch);
        world.api.next(Fault.wrongDimensions()).next(Fault.notANumber()).next(Fault.wrongCount());
        ApplicationFailure failure = World.failure(() -> world.embed(batch, fetched));
        assertThat(failure.getType()).isEqualTo("SCHEMA_MISMATCH");
        assertThat(failure.isNonRetryable()).isTrue();
        assertThat(World.kind(() -> world.embed(batch, fetched))).isEqualTo(FailureKind.UNKNOWN);
        assertThat(World.kind(() -> world.embed(batch, fetched))).isEqualTo(FailureKind.UNKNOWN);
        assertThat(LedgerServer.count("select count(*) from ingestion_vector where job_id = ?", world.job.value()))
                .isZero();
        // Without vectors nothing is written either.
        assertThat(World.kind(() -> world.upsert(batch, fetched))).isEqualTo(FailureKind.STAGE_LOST);
        assertThat(world.points()).isEmpty();
    }

    @Test
    void textsAndPayloadsOfAnyCharactersArrive() {
        String text = "NUL \0, emoji 😀👩‍👩‍👧, lone quotes ' \" `, \\0 \\u0000, and a line\n";
        world.put(1, text, "tag \0 😀 ' \" \\");
        world.put(2, "plain", "\0");
        assertThat(world.migrate(10).processed()).isEqualTo(2);
        assertThat(world.points().get("1")).containsEntry("tag", "tag \0 😀 ' \" \\");
        assertThat(world.points().get("2")).containsEntry("tag", "\0");
        world.assertVector("1", text);
        assertThat(world.verify().passed()).isTrue();

        assertThat(world.migrate(10).skipped()).isEqualTo(2);
    }

    @Test
    void anotherTablesPointsAreNotOverwritten() {
        world.withTexts("one");
        world.migrate(10);
        MariaDb.execute(world.at, "CREATE TABLE letters LIKE notes", "INSERT INTO letters VALUES (1, 'another', 'x')");
        EmbedSpec notes = world.spec;
        world.spec = World.spec("letters", 50, OverlongPolicy.FAIL);
        PlannedBatch batch = world.begin(10).get(0);
        ApplicationFailure refused = World.failure(() -> world.fetch(batch));
        assertThat(refused.getType()).isEqualTo("INVALID_SPEC");
        assertThat(refused.getOriginalMessage()).contains("letters", "notes", "QDRANT_COLLECTION_NAME");
        assertThat(world.points().get("1")).containsEntry(Payloads.SOURCE, notes.table());
    }

    @Test
    void noFailureCarriesTextsOrSecrets() {
        world.withTexts("MARKER one", "MARKER two");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched fetched = world.fetch(batch);
        world.api
                .next(Fault.badRequest("it says 'MARKER one'"), 3)
                .next(Fault.unauthorized())
                .next(Fault.serverError())
                .next(Fault.malformedJson());
        world.embed(batch, fetched);
        assertThat(world.upsert(batch, fetched).failed()).isEqualTo(2);
        assertThat(world.failures().values()).hasSize(2).noneMatch(reason -> reason.contains("MARKER"));

        List<PlannedBatch> retries = world.retryFailedPlan();
        assertThat(retries).hasSize(1);
        for (PlannedBatch retry : retries) {
            Fetched again = world.fetch(retry);
            for (int i = 0; i < 3; i++) {
                assertSilent(World.failure(() -> world.embed(retry, again)));
            }
            world.embed(retry, again);
            LedgerServer.execute(
                    "update ingestion_vector set vector = '\\x00000000' where job_id = ?", world.job.value());
            assertSilent(World.failure(() -> world.upsert(retry, again)));
        }
        MariaDb.execute(world.at, "ALTER TABLE notes DROP COLUMN body");
        assertSilent(World.failure(() -> world.embed.fetch(world.of(retries.get(0)))));
        assertThat(LedgerServer.ask(
                        "select coalesce(string_agg(b::text, ' '), '') || coalesce((select string_agg(f::text, ' ')"
                                + " from ingestion_failure f), '') from ingestion_batch b"))
                .doesNotContain("MARKER", World.API_KEY, LedgerServer.password());
    }

    private static void assertSilent(ApplicationFailure failure) {
        assertThat(failure.getOriginalMessage())
                .isNotBlank()
                .doesNotContain("MARKER", World.API_KEY, LedgerServer.password());
        assertThat(failure.getCause()).isNull();
        assertThat(failure.getDetails().getSize()).isZero();
    }
}
