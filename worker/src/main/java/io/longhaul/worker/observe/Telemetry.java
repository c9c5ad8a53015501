package io.longhaul.worker.observe;

import com.uber.m3.tally.NoopScope;
import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process measures and traces of itself and of Temporal's SDK. Where nobody asks for it, nothing is. */
public final class Telemetry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    /** How often the SDK hands its counters over; they can't be younger than this in what is served. */
    private static final com.uber.m3.util.Duration EVERY = com.uber.m3.util.Duration.ofSeconds(5);

    private final @Nullable PrometheusMeterRegistry registry;
    private final Scope scope;

    private final @Nullable Traces traces;

    private Telemetry(@Nullable PrometheusMeterRegistry registry, Scope scope, @Nullable Traces traces) {
        this.registry = registry;
        this.scope = scope;
        this.traces = traces;
    }

    public static Telemetry off() {
        return new Telemetry(null, new NoopScope(), null);
    }

    /**
     * @param metrics whether somebody reads metrics
     * @param environment may hold OpenTelemetry's variables
     */
    public static Telemetry of(boolean metrics, Map<String, String> environment) {
        Traces traces = Traces.of(environment).orElse(null);
        if (!metrics) {
            return new Telemetry(null, new NoopScope(), traces);
        }
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Scope scope = new RootScopeBuilder()
                .reporter(new MicrometerClientStatsReporter(registry))
                .reportEvery(EVERY);
        return new Telemetry(registry, scope, traces);
    }

    /** Where the SDK's client and workers report to. */
    public Scope scope() {
        return scope;
    }

    /** What is to see every activity. */
    public List<WorkerInterceptor> interceptors() {
        List<WorkerInterceptor> interceptors = new ArrayList<>();
        if (registry != null) {
            interceptors.add(new ActivityMetrics(registry));
        }
        if (traces != null) {
            interceptors.add(new ActivityTraces(traces.tracer()));
        }
        return interceptors;
    }

    /** Measures the task queues too, whoever works on them. */
    public void watchQueues(WorkflowClient client) {
        if (registry != null) {
            Backlog.register(registry, client);
        }
    }

    /** Everything measured, in Prometheus' text format. */
    public String scrape() {
        return registry == null ? "" : registry.scrape();
    }

    @Override
    public void close() {
        try {
            scope.close();
        } catch (ScopeCloseException e) {
            LOG.info(
                    "the last metrics of Temporal's SDK were not reported: {}",
                    e.getClass().getName());
        }
        if (registry != null) {
            registry.close();
        }
        if (traces != null) {
            traces.close();
        }
    }
}
