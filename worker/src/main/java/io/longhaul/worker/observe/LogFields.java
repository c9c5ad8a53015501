package io.longhaul.worker.observe;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives each line that an activity logs its migration, range, batch and step. Temporal's SDK adds the ids of the workflow,
 * its run and the activity by itself, and does so for workflows too.
 */
public final class LogFields extends WorkerInterceptorBase {

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Fielded(next);
    }

    private static final class Fielded extends ActivityInboundCallsInterceptorBase {

        private final Map<String, String> fields = new LinkedHashMap<>();

        Fielded(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext context) {
            Origin origin = Origin.of(String.valueOf(context.getInfo().getWorkflowId()));
            put("migration", origin.migration());
            put("range", origin.range());
            put("batch", origin.batch());
            put("step", Step.of(context.getInfo().getActivityType()).name());
            put("attempt", Integer.toString(context.getInfo().getAttempt()));
            super.init(context);
        }

        private void put(String name, @Nullable String value) {
            if (value != null) {
                fields.put(name, value);
            }
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            fields.forEach(MDC::put);
            try {
                return super.execute(input);
            } finally {
                fields.keySet().forEach(MDC::remove);
            }
        }
    }
}
