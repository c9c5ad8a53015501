package io.longhaul.worker;

import io.longhaul.activities.MigrationException;
import io.longhaul.worker.observe.Endpoint;
import io.longhaul.worker.observe.Readiness;
import io.longhaul.worker.observe.Telemetry;
import io.longhaul.worker.settings.MetricsSettings;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health and metrics of the workers of one process, served until it is closed. */
public final class Status implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Status.class);

    private final Readiness readiness;
    private final @Nullable Endpoint endpoint;
    private final String words;

    private Status(Readiness readiness, @Nullable Endpoint endpoint, String words) {
        this.readiness = readiness;
        this.endpoint = endpoint;
        this.words = words;
    }

    /**
     * Begins to serve, unless it is turned off.
     *
     * @throws MigrationException INVALID_SPEC if the port that was set can't be had; without the usual one it goes on
     */
    public static Status serve(
            MetricsSettings settings,
            Telemetry telemetry,
            Clients clients,
            TemporalConnection temporal,
            Workers workers) {
        Readiness readiness = new Readiness()
                .needs("polling", "this worker has stopped polling", workers::polls)
                .needs("Temporal", temporal::ping)
                .needs("ledger", clients.database()::ping);
        if (settings.off()) {
            return new Status(readiness, null, "no metrics");
        }
        telemetry.watchQueues(temporal.client());
        Integer named = settings.port();
        int port = named == null ? MetricsSettings.PORT : named;
        try {
            Endpoint endpoint = Endpoint.open(settings.host(), port, readiness, telemetry);
            String words = "metrics at http://" + settings.host() + ":" + endpoint.port() + "/metrics";
            return new Status(readiness, endpoint, words);
        } catch (IOException e) {
            String problem = settings.host() + ":" + port + " can't be listened on";
            if (named != null) {
                readiness.close();
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        problem
                                + ": give another LONGHAUL_METRICS_PORT or LONGHAUL_METRICS_HOST, or LONGHAUL_METRICS_PORT=off",
                        e);
            }
            LOG.info("no metrics are served: {}; set LONGHAUL_METRICS_PORT", problem);
            return new Status(readiness, null, "no metrics, as " + problem);
        }
    }

    /** For people: where it is served, or that it is not. */
    public String describe() {
        return words;
    }

    @Override
    public void close() {
        readiness.close();
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
