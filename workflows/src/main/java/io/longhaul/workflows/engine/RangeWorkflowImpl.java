package io.longhaul.workflows.engine;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** See {@link RangeWorkflow}. */
public final class RangeWorkflowImpl implements RangeWorkflow {

    /** A batch's workflow of an earlier run that was terminated is gone after this long, or will be soon. */
    private static final Duration EARLIER_CHILD = Duration.ofSeconds(2);

    private final RangeInput input;
    private final LastOutcomes lastOutcomes = new LastOutcomes();
    private final Queue<PlannedBatch> waiting = new ArrayDeque<>();
    /** Failed, and tried again after the next hold. */
    private final List<PlannedBatch> failed = new ArrayList<>();
    /** Their workflows ended in a way that left the ledger unsettled, as when somebody terminated them. */
    private final Queue<Unsettled> unsettled = new ArrayDeque<>();

    private @Nullable RangePlan plan;
    private RangeSteering steering;
    private int inFlight;
    private int batches;
    private BatchCounts counts = BatchCounts.NONE;
    private int holds;
    private @Nullable String hold;
    private @Nullable BatchError lastError;
    private int unreported;
    private boolean windingDown;

    private record Unsettled(PlannedBatch batch, BatchError error) {}

    @WorkflowInit
    public RangeWorkflowImpl(RangeInput input) {
        this.input = input;
        this.steering = input.steering();
    }

    @Override
    public RangeProgress run(RangeInput ignored) {
        plan();
        try {
            while (!drained()) {
                Workflow.await(() -> drained() || mayDispatch() || !unsettled.isEmpty());
                if (!unsettled.isEmpty()) {
                    settle(unsettled.remove());
                } else if (mayDispatch()) {
                    dispatch(waiting.remove());
                }
            }
            return progress();
        } catch (CanceledFailure cancelled) {
            // The batches were cancelled with this range; what they have settled counts.
            Workflow.newDetachedCancellationScope(() -> Workflow.await(() -> inFlight == 0))
                    .run();
            throw cancelled;
        }
    }

    private void plan() {
        plan = input.spec()
                .toRecipe()
                .plan(new RangeRequest(input.job(), input.range(), input.scope(), input.batchSize()));
        waiting.addAll(plan.pending());
        batches = plan.pending().size() + plan.settledBatches();
        counts = plan.settled();
        report();
    }

    private boolean mayDispatch() {
        return hold == null && inFlight < steering.window() && !waiting.isEmpty();
    }

    private boolean drained() {
        return waiting.isEmpty() && inFlight == 0 && unsettled.isEmpty() && hold == null;
    }

    private void dispatch(PlannedBatch batch) {
        BatchWorkflow child = Workflow.newChildWorkflowStub(
                BatchWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(Workflow.getInfo().getWorkflowId() + "/b" + batch.number())
                        .setStaticSummary(batch.title())
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE)
                        .build());
        inFlight++;
        Async.function(child::run, new BatchInput(input.job(), input.spec(), batch))
                .handle((result, failure) -> {
                    ended(batch, result, failure);
                    return null;
                });
        if (waiting.isEmpty() || (waiting.size() <= steering.window() && !windingDown)) {
            windingDown = true;
            report();
        }
    }

    private void ended(PlannedBatch batch, @Nullable BatchResult result, @Nullable RuntimeException failure) {
        if (failure instanceof ChildWorkflowFailure child
                && child.getCause() instanceof WorkflowExecutionAlreadyStarted) {
            // The ledger, not the id, says whether the batch is done: asked again when the earlier one has ended.
            Workflow.newTimer(EARLIER_CHILD).thenApply(nothing -> {
                inFlight--;
                waiting.add(batch);
                return null;
            });
            return;
        }
        inFlight--;
        if (failure != null) {
            // Terminated, or cancelled alone: it must not be lost for that.
            unsettled.add(new Unsettled(
                    batch, new BatchError(FailureKind.UNKNOWN, "the batch's workflow was ended from outside")));
            return;
        }
        finished(batch, Objects.requireNonNull(result));
    }

    private void settle(Unsettled batch) {
        Ledger.stub().failBatch(input.job(), batch.batch().number(), batch.error());
        finished(batch.batch(), BatchResult.failed(batch.error()));
    }

    private void finished(PlannedBatch batch, BatchResult result) {
        counts = counts.plus(result.counts());
        lastOutcomes.add(result.error() != null);
        if (result.error() != null) {
            lastError = result.error();
            failed.add(batch);
            holdIfHopeless(result.error());
        }
        unreported++;
        if (waiting.isEmpty() || unreported >= input.reportEvery() || hold != null || steering.window() == 0) {
            report();
        } else {
            describe();
        }
    }

    private void holdIfHopeless(BatchError error) {
        if (hold != null) {
            return;
        }
        if (error.kind().failsEveryBatch()) {
            hold = error.message() + ". Put it right, restart the workers if it was a setting of theirs, then resume";
            holds++;
        } else if (lastOutcomes.tooManyFailed(steering.failureThreshold())) {
            hold = String.format(
                    "%d of the last %d batches failed, the last with %s: %s",
                    lastOutcomes.failures(), Tuning.WATCHED, error.kind(), error.message());
            holds++;
        }
    }

    private void report() {
        unreported = 0;
        describe();
        String migration = MigrationInput.workflowId(input.name());
        MigrationWorkflow parent = Workflow.newExternalWorkflowStub(MigrationWorkflow.class, migration);
        // A migration that has ended takes no more reports, which is no reason for its range to fail.
        RangeProgress now = progress();
        Async.procedure(() -> parent.rangeProgress(now)).exceptionally(failure -> null);
    }

    private void describe() {
        RangeProgress now = progress();
        Workflow.setCurrentDetails(String.format(
                "**%,d of %,d batches** finished, %,d in flight, %,d failed%n%nRecords: %,d processed, %,d skipped, %,d failed%s%s",
                now.finished(),
                now.batches(),
                now.inFlight(),
                now.failedBatches(),
                counts.processed(),
                counts.skipped(),
                counts.failed(),
                hold == null ? "" : "\n\n**On hold:** " + hold,
                lastError == null ? "" : "\n\nLast failure: " + lastError.kind() + ": " + lastError.message()));
    }

    @Override
    public void steer(RangeSteering newSteering) {
        steering = newSteering;
    }

    @Override
    public void release() {
        hold = null;
        lastOutcomes.forget();
        waiting.addAll(failed);
        failed.clear();
        windingDown = false;
        report();
    }

    @Override
    public RangeProgress progress() {
        return new RangeProgress(
                input.range(),
                batches,
                waiting.size(),
                inFlight,
                failed.size(),
                counts,
                plan != null && plan.retry(),
                plan == null ? null : plan.last(),
                plan != null && plan.more(),
                holds,
                hold,
                lastError);
    }
}
