package io.longhaul.workflows.engine;

import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** See {@link MigrationWorkflow}. */
public final class MigrationWorkflowImpl implements MigrationWorkflow {

    /** Reports of ranges over a whole migration: enough for a person who watches, few enough for its history. */
    private static final int REPORTS = 100;

    /** Ranges of a run that was terminated or reset are terminated after it, soon but not at once. */
    private static final Duration EARLIER_RANGE = Duration.ofSeconds(2);

    private static final int EARLIER_RANGE_ATTEMPTS = 30;

    private final MigrationInput input;
    private final Recipe recipe;
    private final LedgerActivities ledger = Ledger.stub();
    private final RateActivities rate = Workflow.newActivityStub(
            RateActivities.class,
            ActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofSeconds(10))
                    // Whoever asked waits for the answer.
                    .setScheduleToCloseTimeout(Duration.ofSeconds(15))
                    .build());
    private final ActiveRanges ranges = new ActiveRanges();
    /** Cancelled as soon as the migration is. */
    private final CancellationScope whole = CancellationScope.current();

    private Phase phase = Phase.PREFLIGHT;
    private Tuning tuning;
    private @Nullable Pause pause;
    private @Nullable Pause mirroredPause;
    private final Queue<RetryRequest> retries = new ArrayDeque<>();
    private @Nullable Survey survey;
    private @Nullable Long records;
    private @Nullable Round round;
    /** What earlier runs have finished. */
    private BatchCounts before = BatchCounts.NONE;

    private final FinishedRanges finished = new FinishedRanges();
    private final LastFailures failures = new LastFailures();
    private final Speed speed = new Speed();
    private @Nullable RuntimeException broken;
    private @Nullable JobStatus ended;
    private String note = "";
    private int nextRange;

    @WorkflowInit
    public MigrationWorkflowImpl(MigrationInput input) {
        this.input = input;
        this.recipe = input.spec().toRecipe();
        this.tuning = input.tuning();
        this.retries.addAll(input.retries());
    }

    @Override
    public MigrationResult migrate(MigrationInput ignored) {
        Verification verification = null;
        try {
            if (input.work() != Work.VERIFY) {
                LedgerState planned = ledger.begin(input.job(), input.work());
                round = planned.round();
                steered(() -> {
                    preflight();
                    prepare();
                    copy(planned);
                });
                if (finished.failedBatches() == 0) {
                    finish();
                }
            }
            verification = verify();
            return end(verification);
        } catch (TemporalFailure failure) {
            if (failure instanceof CanceledFailure || failure.getCause() instanceof CanceledFailure) {
                settleDetached(JobStatus.CANCELLED, "by request", null);
                throw new CanceledFailure("cancelled");
            }
            throw failed(reasonOf(failure), verification);
        }
    }

    private void preflight() {
        enter(Phase.PREFLIGHT);
        survey = recipe.survey(input.job(), input.limit(), round);
    }

    private void prepare() {
        enter(Phase.PREPARE);
        recipe.prepare(input.job());
    }

    private void copy(LedgerState planned) {
        enter(Phase.COPY);
        before = planned.settled();
        measure();
        nextRange = planned.nextRange();
        CancellationScope counting =
                Workflow.newCancellationScope(() -> Async.procedure(this::count).exceptionally(uncounted -> null));
        counting.run();
        try {
            for (int range : planned.unfinished()) {
                start(range, new RangeScope.Planned());
            }
            if (input.work() == Work.COPY) {
                copyChanges();
                copyNew(planned.cursor());
            }
            drain();
            while (!retries.isEmpty()) {
                retryFailures(retries.remove());
            }
        } catch (CanceledFailure cancelled) {
            Workflow.newDetachedCancellationScope(() -> Workflow.await(ranges::isEmpty))
                    .run();
            throw cancelled;
        } finally {
            counting.cancel();
        }
    }

    /** Beside the copy: it tells people how much is left, and a large table takes minutes to count. */
    private void count() {
        records = recipe.count(input.job(), input.limit(), round, Objects.requireNonNull(survey));
        ledger.counted(input.job(), records);
        describe();
    }

    /** What earlier rounds have read, and what has changed since. */
    private void copyChanges() {
        if (round != null && round.changedSince() != null) {
            copyKeys(round.changesPlanned(), Objects.requireNonNull(survey).after(), round.changedSince());
        }
    }

    private void copyNew(@Nullable SourceKey planned) {
        Survey found = Objects.requireNonNull(survey);
        copyKeys(planned == null ? found.after() : planned, found.until(), null);
    }

    private void copyKeys(@Nullable SourceKey after, @Nullable SourceKey until, @Nullable String changedSince) {
        SourceKey cursor = after;
        while (until != null && !until.equals(cursor)) {
            continueAsNewIfSuggested();
            RangeProgress range = start(nextRange++, new RangeScope.Keys(cursor, until, changedSince));
            if (range.last() == null || !range.more()) {
                return;
            }
            cursor = range.last();
        }
    }

    private void retryFailures(RetryRequest which) {
        for (int failed : finished.takeFailed()) {
            start(failed, new RangeScope.Planned());
        }
        drain();
        RangeProgress range;
        do {
            range = start(nextRange++, new RangeScope.Failures(which));
        } while (range.more());
        drain();
    }

    /** Starts a range, and returns when it is time for the next one. */
    private RangeProgress start(int number, RangeScope scope) {
        for (int attempt = 1; ; attempt++) {
            Started range = startOnce(number, scope);
            Workflow.await(() -> broken != null || ranges.windsDown(number, tuning.concurrency()));
            throwIfBroken();
            if (!range.taken) {
                RangeProgress progress = ranges.progress(number);
                return progress == null ? Objects.requireNonNull(range.last) : progress;
            }
            if (attempt == EARLIER_RANGE_ATTEMPTS) {
                throw ApplicationFailure.newNonRetryableFailure(
                        "range " + number + " of an earlier run does not end: terminate " + workflowId(number)
                                + ", then give the same command",
                        FailureKind.UNKNOWN.name());
            }
            Workflow.sleep(EARLIER_RANGE);
        }
    }

    /** What became of a range. */
    private static final class Started {
        private @Nullable RangeProgress last;
        /** Its id still belongs to a range of a run that was terminated or reset. */
        private boolean taken;
    }

    private Started startOnce(int number, RangeScope scope) {
        RangeSteering steering =
                new RangeSteering(pause == null ? ranges.free(tuning.concurrency()) : 0, tuning.failureThreshold());
        RangeWorkflow child = Workflow.newChildWorkflowStub(
                RangeWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(workflowId(number))
                        .setStaticSummary("range " + number + " of " + input.name())
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE)
                        .build());
        Started started = new Started();
        ranges.started(number, child, steering);
        Async.function(
                        child::run,
                        new RangeInput(
                                input.job(),
                                input.name(),
                                number,
                                scope,
                                input.spec(),
                                tuning.batchSize(),
                                steering,
                                reportEvery()))
                .handle((progress, failure) -> {
                    started.last = progress;
                    started.taken = failure instanceof ChildWorkflowFailure
                            && failure.getCause() instanceof WorkflowExecutionAlreadyStarted;
                    ended(number, progress, started.taken ? null : failure);
                    return null;
                });
        return started;
    }

    private String workflowId(int range) {
        return MigrationInput.workflowId(input.name()) + "/r" + range;
    }

    private void ended(int number, @Nullable RangeProgress progress, @Nullable RuntimeException failure) {
        ranges.ended(number);
        if (progress != null) {
            finished.add(progress);
            failures.add(progress.lastError());
        } else if (broken == null && failure != null) {
            broken = failure.getCause() instanceof TerminatedFailure
                    ? ApplicationFailure.newNonRetryableFailure(
                            workflowId(number) + " was terminated", FailureKind.UNKNOWN.name())
                    : failure;
        }
        describe();
    }

    /** Waits until nothing is in flight any more, and for a resume if it is paused: what comes next is work too. */
    private void drain() {
        Workflow.await(() -> broken != null || (ranges.isEmpty() && pause == null && mirroredPause == null));
        throwIfBroken();
    }

    private void throwIfBroken() {
        if (broken != null) {
            throw broken;
        }
    }

    /** A report costs as much as a third of a batch: no more of them than a chart has points, nor than batches start at once. */
    private int reportEvery() {
        long batches = records == null ? 1 : records / tuning.batchSize();
        return (int) Math.max(tuning.concurrency(), Math.min(RangeRequest.BATCHES, batches / REPORTS));
    }

    /** Between ranges, so that nothing is in flight: the ledger has all that the new run needs. */
    private void continueAsNewIfSuggested() {
        if (!Workflow.getInfo().isContinueAsNewSuggested()) {
            return;
        }
        drain();
        Workflow.await(() -> pause == null && Workflow.isEveryHandlerFinished());
        Workflow.continueAsNew(input.goingOn(tuning, retries));
    }

    /** Runs what an operator can pause. */
    private void steered(Runnable phases) {
        CancellationScope steering =
                Workflow.newCancellationScope(() -> Async.procedure(this::steer).exceptionally(this::steeringEnded));
        steering.run();
        try {
            phases.run();
        } finally {
            steering.cancel();
        }
    }

    /** Carries pauses, releases and windows to the ranges and the ledger. */
    private void steer() {
        while (true) {
            Workflow.await(() -> !Objects.equals(pause, mirroredPause) || nextOrder() != null);
            ActiveRanges.Order order = nextOrder();
            if (order != null) {
                carryOut(order);
            } else {
                Pause now = pause;
                ledger.paused(input.job(), now);
                mirroredPause = now;
                publishPhase();
            }
        }
    }

    /** Without steering a migration could not be paused any more: better to fail than to run on like that. */
    private @Nullable Void steeringEnded(Throwable failure) {
        if (!(failure instanceof CanceledFailure) && !(failure.getCause() instanceof CanceledFailure)) {
            broken = Workflow.wrap(failure instanceof Exception e ? e : new IllegalStateException(failure));
        }
        return null;
    }

    private void carryOut(ActiveRanges.Order order) {
        ranges.ordered(order);
        try {
            if (order.release()) {
                order.stub().release();
            }
            order.stub().steer(order.steering());
        } catch (CanceledFailure cancelled) {
            throw cancelled;
        } catch (TemporalFailure gone) {
            // The range has ended meanwhile, and needs no order.
            return;
        }
    }

    private ActiveRanges.@Nullable Order nextOrder() {
        return ranges.nextOrder(pause == null ? tuning.concurrency() : 0, tuning.failureThreshold());
    }

    /** Only of a target that has all records: a constraint could fail for want of one. */
    private void finish() {
        enter(Phase.FINISH);
        recipe.finish(input.job());
    }

    private Verification verify() {
        enter(Phase.VERIFY);
        Verification found = recipe.verify(input.job(), ledger.copied(input.job(), input.work()));
        return isRound() ? found : found.plus(recipe.verifyTarget(input.job()));
    }

    /** Whether this run takes, and so compares, only what is new or has changed since the job was completed before. */
    private boolean isRound() {
        return round != null && input.work() == Work.COPY;
    }

    private MigrationResult end(Verification verification) {
        int failedBatches = finished.failedBatches();
        if (failedBatches > 0) {
            BatchError error = Objects.requireNonNull(failures.last());
            throw ApplicationFailure.newNonRetryableFailure(
                    failedBatches + " batches failed, the last with " + error.kind() + ": " + error.message(),
                    error.kind().name());
        }
        // The next round reads once more what differs after this one: rows come and change while it runs.
        if (!isRound() && !verification.passed()) {
            throw ApplicationFailure.newNonRetryableFailure(
                    "source and target differ: " + verification.findings(), FailureKind.VERIFICATION_FAILED.name());
        }
        Workflow.await(Workflow::isEveryHandlerFinished);
        JobTotals totals = ledger.settle(input.job(), input.work(), JobStatus.COMPLETED, null, verification);
        done(JobStatus.COMPLETED);
        return new MigrationResult(input.job(), input.name(), JobStatus.COMPLETED, null, totals, taken(), verification);
    }

    private ApplicationFailure failed(String reason, @Nullable Verification verification) {
        JobTotals totals = settleDetached(JobStatus.FAILED, reason, verification);
        return ApplicationFailure.newNonRetryableFailure(
                reason,
                JobStatus.FAILED.name(),
                new MigrationResult(
                        input.job(), input.name(), JobStatus.FAILED, reason, totals, taken(), verification));
    }

    private JobTotals settleDetached(JobStatus status, String reason, @Nullable Verification verification) {
        JobTotals[] totals = {JobTotals.NONE};
        Workflow.newDetachedCancellationScope(
                        () -> totals[0] = ledger.settle(input.job(), input.work(), status, reason, verification))
                .run();
        done(status);
        return totals[0];
    }

    private void done(JobStatus status) {
        phase = Phase.DONE;
        pause = null;
        ended = status;
        describe();
        publishPhase();
    }

    private static String reasonOf(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof ApplicationFailure application
                ? String.valueOf(application.getOriginalMessage())
                : String.valueOf(cause.getMessage());
    }

    private void enter(Phase next) {
        phase = next;
        note = "";
        describe();
        publishPhase();
        if (input.work() != Work.VERIFY) {
            ledger.phase(input.job(), next, survey);
        }
    }

    private void publishPhase() {
        if (input.searchable()) {
            String word = pause == null ? phase.name().toLowerCase(Locale.ROOT) : "paused";
            Workflow.upsertTypedSearchAttributes(MigrationAttributes.PHASE.valueSet(word));
        }
    }

    private void describe() {
        String state = ended != null ? ended.name() : pause != null ? JobStatus.PAUSED.name() : phase.name();
        Workflow.setCurrentDetails(MigrationDetails.markdown(state, note, now(), progress(), speed, failures.all()));
    }

    /** Not while it is paused: what comes then is what was in flight. */
    private void measure() {
        if (pause == null) {
            speed.sample(Workflow.currentTimeMillis(), progress().counts().records());
        }
    }

    private BatchCounts taken() {
        BatchCounts all = before.plus(finished.counts());
        for (RangeProgress range : ranges.reports()) {
            all = all.plus(range.net());
        }
        return all;
    }

    @Override
    public MigrationProgress progress() {
        return new MigrationProgress(
                input.job(),
                input.name(),
                input.work(),
                phase,
                input.limit(),
                tuning,
                pause,
                records,
                taken(),
                ranges.reports());
    }

    @Override
    public void rangeProgress(RangeProgress progress) {
        if (ranges.report(progress) && pause == null) {
            pause("longhaul", String.valueOf(progress.hold()));
        }
        failures.add(progress.lastError());
        measure();
        describe();
    }

    @Override
    public void note(String sentence) {
        note = sentence;
        describe();
    }

    @Override
    public String pause(@Nullable PauseRequest request) {
        PauseRequest asked = request == null ? new PauseRequest("", "") : request;
        pause(asked.by(), asked.reason());
        describe();
        return "paused: batches in flight come to their end, no new one is dispatched";
    }

    private void pause(String by, String reason) {
        pause = new Pause(by, reason, now());
        speed.beginAnew();
    }

    @Override
    public void validatePause(@Nullable PauseRequest request) {
        refuseUnlessSteerable("pause");
        if (pause != null) {
            throw new Refused("it is paused already, by " + pause.by() + ": " + pause.reason());
        }
    }

    @Override
    public String resume() {
        pause = null;
        speed.beginAnew();
        measure();
        ranges.releaseHeld();
        describe();
        return "resumed, with " + tuning.concurrency() + " batches in flight";
    }

    @Override
    public void validateResume() {
        refuseUnlessSteerable("resume");
        if (pause == null) {
            throw new Refused("it is not paused: it is in phase " + phase);
        }
    }

    @Override
    public String setConcurrency(int batches) {
        int old = tuning.concurrency();
        tuning = tuning.withConcurrency(batches);
        return "batches in flight: " + batches + ", before " + old;
    }

    @Override
    public void validateSetConcurrency(int batches) {
        refuseUnlessSteerable("change the concurrency of");
        refuseUnlessSensible(() -> tuning.withConcurrency(batches));
    }

    @Override
    public String setFailureThreshold(double share) {
        double old = tuning.failureThreshold();
        tuning = tuning.withFailureThreshold(share);
        return String.format("failure threshold: %s of the last %d batches, before %s", share, Tuning.WATCHED, old);
    }

    @Override
    public void validateSetFailureThreshold(double share) {
        refuseUnlessSteerable("change the failure threshold of");
        refuseUnlessSensible(() -> tuning.withFailureThreshold(share));
    }

    @Override
    public String setRate(int perMinute) {
        rate.limitEmbeddings(perMinute);
        return perMinute == 0
                ? "embedding requests are not limited any more"
                : "embedding requests: " + perMinute + " a minute over all workers";
    }

    @Override
    public void validateSetRate(int perMinute) {
        refuseUnlessSteerable("limit the rate of");
        if (perMinute < 0) {
            throw new Refused("rate is " + perMinute + ": give 1 or more a minute, or 0 for no limit");
        }
    }

    @Override
    public String retryFailed(@Nullable RetryRequest which) {
        RetryRequest asked = which == null ? RetryRequest.ALL : which;
        retries.add(asked);
        return "failed records " + asked + " are taken up again when all others are copied";
    }

    @Override
    public void validateRetryFailed(@Nullable RetryRequest which) {
        refuseUnlessSteerable("retry the failed records of");
        if (which != null && which.batch() != null && which.batch() < 0) {
            throw new Refused("batch is " + which.batch() + ": give 0 or more");
        }
    }

    @Override
    public void pauseSignal(@Nullable PauseRequest request) {
        if (pause == null && notSteerable() == null) {
            pause(request);
        }
    }

    @Override
    public void resumeSignal() {
        if (pause != null && notSteerable() == null) {
            resume();
        }
    }

    private void refuseUnlessSteerable(String what) {
        String reason = notSteerable();
        if (reason != null) {
            throw new Refused("can't " + what + " it: it " + reason);
        }
    }

    /** Why nothing can be changed any more; null while it can. */
    private @Nullable String notSteerable() {
        if (ended != null) {
            return "is " + ended.word();
        }
        if (whole.isCancelRequested()) {
            return "is being cancelled";
        }
        if (input.work() == Work.VERIFY) {
            return "only compares source and target";
        }
        return phase.compareTo(Phase.COPY) > 0 ? "is in phase " + phase : null;
    }

    private static void refuseUnlessSensible(Supplier<Tuning> change) {
        try {
            Tuning unused = change.get();
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static String now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis()).toString();
    }
}
