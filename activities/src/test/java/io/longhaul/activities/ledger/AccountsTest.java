package io.longhaul.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Work;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private final OneJob one = new OneJob();
    private final LedgerActivitiesImpl ledger = one.ledger;

    private JobAccount account() {
        return new Accounts(LedgerServer.database()).find(one.job).orElseThrow();
    }

    private List<Phase> phases() {
        return account().phases().stream().map(JobAccount.Entered::phase).toList();
    }

    @Test
    void aPhaseLastsUntilTheNextOneOrTheEnd() {
        ledger.begin(one.job, Work.COPY);
        ledger.phase(one.job, Phase.PREFLIGHT, null);
        ledger.phase(one.job, Phase.COPY, null);

        List<JobAccount.Entered> running = account().phases();
        assertThat(phases()).containsExactly(Phase.PREFLIGHT, Phase.COPY);
        assertThat(running.get(0).left()).isBeforeOrEqualTo(running.get(1).entered());
        assertThat(running.get(1).left()).isNull();

        ledger.settle(one.job, Work.COPY, JobStatus.COMPLETED, null, null);
        assertThat(account().phases().get(1).left()).isNotNull();
    }

    @Test
    void enteringAPhaseTwiceIsEnteringItOnce() {
        ledger.begin(one.job, Work.COPY);
        ledger.phase(one.job, Phase.PREFLIGHT, null);
        ledger.phase(one.job, Phase.PREFLIGHT, null);

        assertThat(phases()).containsExactly(Phase.PREFLIGHT);
    }

    @Test
    void eachRunHasItsPhasesAndOneThatWasCutOffEndsWithItsLastBatch() {
        ledger.begin(one.job, Work.COPY);
        ledger.phase(one.job, Phase.COPY, null);
        one.plan(1, 10);
        ledger.phase(one.job, Phase.COPY, null);
        one.stage.settle(one.job, 0, one.claim(0), 10, 0, 0, Map.of());
        ledger.begin(one.job, Work.COPY);
        ledger.phase(one.job, Phase.COPY, null);

        JobAccount account = account();
        assertThat(phases()).containsExactly(Phase.COPY, Phase.COPY, Phase.COPY);
        // The second run was cut off after its batch, the first before it had one.
        assertThat(account.phases().get(0).left())
                .isEqualTo(account.phases().get(0).entered());
        assertThat(account.phases().get(1).left())
                .isEqualTo(one.batches.of(one.job).get(0).finished());
        assertThat(account.phases().get(2).left()).isNull();
    }

    @Test
    void failuresAreCountedByReasonWhateverNumbersAreInIt() {
        one.plan(1, 10);
        Map<SourceKey, String> failures = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            failures.put(SourceKey.of("a" + i, "b\\"), "the text has 1,00" + i + " tokens, and m takes 256");
        }
        failures.put(SourceKey.of("9", "b"), "the text is empty");
        long fence = one.claim(0);
        one.stage.fill(one.job, 0, fence, List.of(), failures);
        one.stage.settle(one.job, 0, fence, 3, 7, 0, Map.of());

        List<JobAccount.Failures> kinds = account().failures();

        assertThat(kinds)
                .extracting(JobAccount.Failures::error, JobAccount.Failures::records)
                .containsExactly(tuple("the text has … tokens, and m takes …", 6L), tuple("the text is empty", 1L));
        assertThat(kinds.get(0).examples()).hasSize(Accounts.EXAMPLES).first().isEqualTo(SourceKey.of("a0", "b\\"));
        assertThat(account().job().totals().records().failed()).isEqualTo(7);
    }

    @Test
    void whatWasSettledIsThereByTimeByRoundAndByWorker() {
        one.settledBatch(0, 10, "3");

        JobAccount account = account();

        assertThat(account.slotWidth()).isEqualTo(Duration.ofSeconds(1));
        assertThat(account.slots()).singleElement().satisfies(slot -> {
            assertThat(slot.processed()).isEqualTo(9);
            assertThat(slot.failed()).isEqualTo(1);
            assertThat(slot.from())
                    .isBeforeOrEqualTo(one.batches.of(one.job).get(0).finished());
        });
        assertThat(account.rounds()).singleElement().satisfies(round -> {
            assertThat(round.number()).isZero();
            assertThat(round.processed()).isEqualTo(9);
        });
        assertThat(account.workers()).singleElement().satisfies(worker -> {
            assertThat(worker.identity()).isEqualTo("worker");
            assertThat(worker.records()).isEqualTo(10);
        });
        assertThat(account.again()).isZero();
    }

    @Test
    void aBatchThatFailedWholeIsThereWithAllItsRecords() {
        one.plan(2, 10);
        one.claim(0);
        one.claim(0);
        ledger.failBatch(one.job, 0, new BatchError(FailureKind.UNAVAILABLE, "Qdrant is down"));

        JobAccount account = account();

        assertThat(account.failedBatches())
                .containsExactly(new JobAccount.FailedBatches("UNAVAILABLE", "Qdrant is down", 1, 10));
        assertThat(account.slots()).singleElement().satisfies(slot -> assertThat(slot.failed())
                .isEqualTo(10));
        assertThat(account.again()).isEqualTo(1);
    }

    @Test
    void settingsAreThoseOfTheLastRunThatHadSome() {
        assertThat(account().settings()).isEmpty();
        with(Map.of("MYSQL_TABLE", "notes"));
        with(Map.of("MYSQL_TABLE", "memos", "LONGHAUL_LIMIT", "5"));
        with(Map.of());

        assertThat(account().settings())
                .containsExactly(Map.entry("LONGHAUL_LIMIT", "5"), Map.entry("MYSQL_TABLE", "memos"));
    }

    private void with(Map<String, String> settings) {
        one.jobs.open(
                new JobRequest(one.name, "embed", "source", "sink", "model", 100, null, null, settings), Opening.RUN);
    }

    @Test
    void aRoundThatFoundNothingLeavesNoPhases() {
        one.settledBatch(0, 10);
        ledger.phase(one.job, Phase.COPY, null);
        ledger.settle(one.job, Work.COPY, JobStatus.COMPLETED, null, null);
        for (int round = 1; round <= 3; round++) {
            one.jobs.open(one.request, Opening.KEEP_IN_STEP);
            ledger.begin(one.job, Work.COPY);
            ledger.phase(one.job, Phase.COPY, null);
            ledger.settle(one.job, Work.COPY, JobStatus.COMPLETED, null, null);
        }

        assertThat(account().phases())
                .extracting(JobAccount.Entered::round)
                .as("round 0, which copied, and the last one")
                .containsExactly(0, 3);
    }
}
