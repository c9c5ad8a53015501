package io.longhaul.worker.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import org.jspecify.annotations.Nullable;

/**
 * A trace for each batch, a span for each attempt of its steps, whichever worker ran it. The trace's id is the run id of
 * the batch's workflow, so one leads to the other, and nothing has to be carried in histories. One trace for a whole
 * migration would have tens of thousands of spans, open for days.
 */
final class ActivityTraces extends WorkerInterceptorBase {

    private final Tracer tracer;

    ActivityTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Traced(next);
    }

    private final class Traced extends ActivityInboundCallsInterceptorBase {

        private @Nullable ActivityInfo info;

        Traced(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext context) {
            info = context.getInfo();
            super.init(context);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            Span span = begun(info);
            Scope current = span.makeCurrent();
            try {
                return super.execute(input);
            } catch (RuntimeException e) {
                // The kind alone: a message may be long, and says more than a trace needs.
                span.setStatus(
                        StatusCode.ERROR,
                        e instanceof ApplicationFailure failure
                                ? failure.getType()
                                : e.getClass().getSimpleName());
                throw e;
            } finally {
                current.close();
                span.end();
            }
        }
    }

    private Span begun(@Nullable ActivityInfo info) {
        if (info == null) {
            return Span.getInvalid();
        }
        Origin origin = Origin.of(String.valueOf(info.getWorkflowId()));
        Span span = tracer.spanBuilder(info.getActivityType())
                .setParent(Context.root().with(Span.wrap(parent(String.valueOf(info.getWorkflowRunId())))))
                .setSpanKind(SpanKind.CONSUMER)
                .startSpan();
        span.setAttribute("longhaul.migration", origin.migration());
        if (origin.batch() != null) {
            span.setAttribute("longhaul.batch", origin.batch());
        }
        span.setAttribute("temporal.workflow_id", String.valueOf(info.getWorkflowId()));
        span.setAttribute("temporal.attempt", (long) info.getAttempt());
        return span;
    }

    /** A run id is a UUID, which is as long as a trace id; its second half is as long as a span id. */
    private static SpanContext parent(String runId) {
        String hex = runId.replace("-", "");
        return hex.length() == 32
                ? SpanContext.createFromRemoteParent(
                        hex, hex.substring(16), TraceFlags.getSampled(), TraceState.getDefault())
                : SpanContext.getInvalid();
    }
}
