package io.longhaul.worker.observe;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** OpenTelemetry, where its usual variables ask for it. Its SDK is not even loaded otherwise. */
final class Traces implements AutoCloseable {

    private static final List<String> ENDPOINTS =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private final OpenTelemetrySdk sdk;

    private Traces(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /** Empty unless an endpoint or an exporter is named, and with OTEL_SDK_DISABLED. */
    static Optional<Traces> of(Map<String, String> environment) {
        String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "");
        boolean named = ENDPOINTS.stream()
                .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
        boolean off = environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true");
        return off || exporter.equals("none") || (exporter.isBlank() && !named)
                ? Optional.empty()
                : Optional.of(new Traces(start(environment)));
    }

    private static OpenTelemetrySdk start(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "otel.service.name",
                "longhaul-worker",
                // Prometheus reads the metrics, and the log goes its own way.
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none",
                "otel.exporter.otlp.protocol",
                "http/protobuf"));
        properties.putAll(environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("OTEL_"))
                .collect(Collectors.toMap(
                        variable -> variable.getKey().toLowerCase(Locale.ROOT).replace('_', '.'),
                        Map.Entry::getValue)));
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesCustomizer(ignored -> properties)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    Tracer tracer() {
        return sdk.getTracer("io.longhaul");
    }

    /** Sends what is still waiting. */
    @Override
    public void close() {
        sdk.close();
    }
}
