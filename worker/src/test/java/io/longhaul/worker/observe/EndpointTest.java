package io.longhaul.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointTest {

    private final AtomicBoolean polls = new AtomicBoolean(true);
    private final Readiness readiness = new Readiness().needs("polling", "stopped", polls::get);
    private final Telemetry telemetry = Telemetry.of(true, Map.of());
    private Endpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        endpoint = Endpoint.open("127.0.0.1", 0, readiness, telemetry);
    }

    @AfterEach
    void close() {
        endpoint.close();
        readiness.close();
        telemetry.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aProcessThatLivesIsHealthyWhetherItPollsOrNot() throws Exception {
        polls.set(false);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("not ready\npolling: stopped\n");
        polls.set(true);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void everythingThatIsMissingIsSaidAndASecretInAForeignMessageIsNot() throws Exception {
        readiness
                .needs("ledger", () -> {
                    throw new MigrationException(FailureKind.UNAVAILABLE, "the ledger can't be reached");
                })
                .needs("other", () -> {
                    throw new IllegalStateException("password=hunter2");
                });
        String body = get("/readyz").body();
        assertThat(body).contains("ledger: the ledger can't be reached").doesNotContain("hunter2");
        assertThat(body).contains("other: java.lang.IllegalStateException");
    }

    @Test
    void aServiceThatHangsIsAnAnswerWithinTheProbesPatience() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        readiness.needs("ledger", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        long begun = System.nanoTime();
        assertThat(get("/readyz").body()).contains("ledger: no answer within 2 s");
        assertThat((System.nanoTime() - begun) / 1e9).isLessThan(4);
    }

    @Test
    void metricsAreInPrometheusTextFormatAndOtherPathsAreNotThere() throws Exception {
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type"))
                .get()
                .asString()
                .startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body()).contains("# TYPE jvm_memory_used_bytes gauge");
        assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
    }
}
