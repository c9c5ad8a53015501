package io.longhaul.worker.observe;

import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.FailureKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times activities from outside: each by its type, and what it moved by what it returns. Activities know
 * nothing of it, so those of a further recipe are measured as well.
 *
 * <p>These are what this process saw since its start: a batch whose answer was lost and was given again counts twice.
 * The ledger has the exact numbers.
 */
final class ActivityMetrics extends WorkerInterceptorBase {

    /** From a look into a small table to a time-out of five minutes. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;
    private final Map<String, List<Counter>> failures = new ConcurrentHashMap<>();

    ActivityMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Measured(next);
    }

    private final class Measured extends ActivityInboundCallsInterceptorBase {

        private String type = "";
        private String workflow = "";

        Measured(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext context) {
            type = context.getInfo().getActivityType();
            workflow = String.valueOf(context.getInfo().getWorkflowId());
            super.init(context);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            Step step = Step.of(type);
            failures.computeIfAbsent(step.name(), ActivityMetrics.this::failures);
            String migration = Origin.of(workflow).migration();
            Timer.Sample sample = Timer.start(registry);
            String outcome = "failed";
            try {
                ActivityOutput output = super.execute(input);
                outcome = "ok";
                moved(migration, output.getResult());
                failedBatch(migration, input.getArguments());
                return output;
            } catch (ActivityCompletionException | CanceledFailure e) {
                outcome = "cancelled";
                throw e;
            } catch (RuntimeException e) {
                failure(step.name(), kind(e)).increment();
                throw e;
            } finally {
                sample.stop(time(step, outcome));
            }
        }
    }

    private Timer time(Step step, String outcome) {
        return Timer.builder("longhaul.step")
                .description("How long activities took")
                .tags("recipe", step.recipe(), "step", step.name(), "outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static FailureKind kind(RuntimeException e) {
        return e instanceof ApplicationFailure failure ? FailureKind.ofType(failure.getType()) : FailureKind.UNKNOWN;
    }

    /** All at 0 when a step is first seen: Prometheus does not see the first step up of a counter that was not there. */
    private List<Counter> failures(String step) {
        return Arrays.stream(FailureKind.values())
                .map(kind -> failure(step, kind))
                .toList();
    }

    private Counter failure(String step, FailureKind kind) {
        return registry.counter("longhaul.failures", "step", step, "kind", kind.name());
    }

    /** Counts are what an activity returns that has settled its batch, or found it settled. */
    private void moved(String migration, @Nullable Object result) {
        BatchCounts counts =
                result instanceof BatchCounts settled ? settled : result instanceof Fetched f ? f.settled() : null;
        if (counts == null) {
            return;
        }
        batch(migration, "completed");
        records(migration, "processed", counts.processed());
        records(migration, "failed", counts.failed());
        records(migration, "skipped", counts.skipped());
        registry.counter("longhaul.tokens", "migration", migration).increment((double) counts.tokens());
    }

    /** The one activity that is given an error is the one that records a failed batch. */
    private void failedBatch(String migration, Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof BatchError) {
                batch(migration, "failed");
            }
        }
    }

    private void batch(String migration, String outcome) {
        registry.counter("longhaul.batches", "migration", migration, "outcome", outcome)
                .increment();
    }

    private void records(String migration, String outcome, long number) {
        registry.counter("longhaul.records", "migration", migration, "outcome", outcome)
                .increment((double) number);
    }
}
