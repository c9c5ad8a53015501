package io.longhaul.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.SourceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StageTest {

    private static final float[] VECTOR = {1.5f, -0.0f, Float.MIN_VALUE, 3e38f};

    private final OneJob one = new OneJob();
    private final Stage stage = one.stage;

    @BeforeEach
    void plan() {
        one.plan(1, 10);
    }

    @Test
    void whatIsStagedComesBackAsItWas() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("text", "NUL \0, emoji 😀, quote ' and \", \\u0000");
        payload.put("absent", null);
        payload.put("number", -0.1);
        payload.put("large", Long.MAX_VALUE);
        payload.put("true", true);
        StagedPoint point = new StagedPoint(
                "7",
                SourceKey.of("7", "x\0"),
                StagedPoint.Action.UPSERT,
                "sum",
                "content \0 😀 '",
                5,
                payload,
                null,
                null);
        long fence = one.claim(0);
        stage.fill(one.job, 0, fence, List.of(point), Map.of());
        stage.storeVectors(one.job, 0, UUID.randomUUID(), 5, Map.of("sum", VECTOR));

        StagedPoint back = stage.of(one.job, 0, fence).get(0);
        assertThat(back).usingRecursiveComparison().ignoringFields("vector").isEqualTo(point);
        assertThat(back.vector()).containsExactly(VECTOR);
    }

    @Test
    void aPaidVectorIsKeptWhereTheContentIsTheSame() {
        stage.fill(one.job, 0, one.claim(0), List.of(OneJob.point("1", "same"), OneJob.point("2", "old")), Map.of());
        stage.storeVectors(one.job, 0, UUID.randomUUID(), 5, Map.of("sum-same", VECTOR, "sum-old", new float[] {1}));
        long again = one.claim(0);
        int open =
                stage.fill(one.job, 0, again, List.of(OneJob.point("1", "same"), OneJob.point("2", "new")), Map.of());
        assertThat(open).isEqualTo(1);
        assertThat(stage.of(one.job, 0, again))
                .extracting(StagedPoint::waitsForVector)
                .containsExactly(false, true);
    }

    @Test
    void whatARequestCostIsRecordedOnceThoughStoredTwiceAndForAStageThatIsGone() {
        stage.fill(one.job, 0, one.claim(0), List.of(OneJob.point("1", "text")), Map.of());
        UUID request = UUID.randomUUID();
        stage.storeVectors(one.job, 0, request, 5, Map.of("sum-text", VECTOR));
        stage.storeVectors(one.job, 0, request, 5, Map.of("sum-text", VECTOR));
        assertThat(one.totals().embeddings().tokens()).isEqualTo(5);

        LedgerServer.execute("delete from ingestion_stage where job_id = ?", one.job.value());
        MigrationException lost = Assertions.catchThrowableOfType(
                MigrationException.class,
                () -> stage.storeVectors(one.job, 0, UUID.randomUUID(), 7, Map.of("sum-other", VECTOR)));
        assertThat(lost.kind()).isEqualTo(FailureKind.STAGE_LOST);
        assertThat(one.totals().embeddings().tokens()).isEqualTo(12);
        assertThat(one.totals().embeddings().requests()).isEqualTo(2);
    }

    @Test
    void eachDistinctTextWaitsOnceUntilItHasAVectorOrIsRefused() {
        long fence = one.claim(0);
        List<StagedPoint> points = List.of(
                OneJob.point("1", "twice"),
                OneJob.point("2", "twice"),
                OneJob.point("3", "paid"),
                OneJob.point("4", "bad"));
        assertThat(stage.fill(one.job, 0, fence, points, Map.of())).isEqualTo(4);
        stage.storeVectors(one.job, 0, UUID.randomUUID(), 5, Map.of("sum-paid", VECTOR));
        stage.refuse(one.job, 0, Map.of("sum-bad", "refused"));
        assertThat(stage.waiting(one.job, 0, fence, 4)).containsExactly(new StagedText("sum-twice", "twice", 1));
    }

    @Test
    void aStageThatIsNotAsItWasFilledIsLost() {
        long fence = one.claim(0);
        stage.fill(one.job, 0, fence, List.of(OneJob.point("1", "text")), Map.of());
        assertThat(Assertions.catchThrowableOfType(MigrationException.class, () -> stage.waiting(one.job, 0, fence, 2))
                        .kind())
                .isEqualTo(FailureKind.STAGE_LOST);
    }

    @Test
    void settlingEmptiesTheStageAndSumsWhatWasPaid() {
        long fence = one.claim(0);
        stage.fill(one.job, 0, fence, List.of(OneJob.point("1", "text")), Map.of());
        stage.storeVectors(one.job, 0, UUID.randomUUID(), 5, Map.of("sum-text", VECTOR));
        assertThat(stage.settle(one.job, 0, fence, 1, 0, 0, Map.of()).tokens()).isEqualTo(5);
        for (String table : List.of("ingestion_stage", "ingestion_vector")) {
            assertThat(LedgerServer.count("select count(*) from " + table + " where job_id = ?", one.job.value()))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void noErrorShowsThePasswordOrAValue() {
        PostgresSettings wrong = new PostgresSettings(
                "LEDGER_URL",
                "127.0.0.1",
                Integer.parseInt(LedgerServer.ask("show port")),
                "longhaul",
                "longhaul",
                "s3cret",
                "");
        try (LedgerDatabase database = new LedgerDatabase(wrong, 1)) {
            MigrationException refused =
                    Assertions.catchThrowableOfType(MigrationException.class, () -> new Jobs(database).all());
            assertThat(refused.kind()).isEqualTo(FailureKind.UNAUTHORIZED);
            assertThat(refused.getMessage()).contains("LEDGER_URL").doesNotContain("s3cret", "\n");
        }
        MigrationException tooMuch = Assertions.catchThrowableOfType(
                MigrationException.class,
                () -> stage.fill(one.job, 0, one.claim(0), List.of(), Map.of(SourceKey.of("1"), "MARKER \0")));
        assertThat(tooMuch.getMessage()).doesNotContain("MARKER");
    }
}
