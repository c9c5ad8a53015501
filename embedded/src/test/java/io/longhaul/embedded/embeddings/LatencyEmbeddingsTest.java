package io.longhaul.embedded.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LatencyEmbeddingsTest {
    private static final Duration LATENCY = Duration.ofMillis(200);
    private LatencyEmbeddings server;
    private OpenAiClient client;

    @BeforeEach
    void start() throws Exception {
        server = LatencyEmbeddings.start(8);
        client = new OpenAiClient(server.baseUrl(), "any");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> embed(List<String> texts) {
        try {
            return client.embed("any", texts);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void aTextAlwaysHasTheSameVector() throws Exception {
        float[] first = OpenAiClient.vectors(embed(List.of("one", "two"))).get(1);
        float[] again = OpenAiClient.vectors(client.embedAsBase64("any", "two")).get(0);

        assertThat(first).hasSize(8).isEqualTo(again);
    }

    @Test
    void eachRequestTakesTheLatencyWhateverItsSize() {
        server.latency(LATENCY);
        for (List<String> texts : List.of(List.of("one"), List.of("one", "two", "three"))) {
            long began = System.nanoTime();
            assertThat(embed(texts).statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(LATENCY.minusMillis(5));
        }

        assertThat(server.answered()).isEqualTo(2);
        assertThat(server.texts()).isEqualTo(4);
        assertThat(server.mostInFlight()).isEqualTo(1);
        assertThat(server.mostInFlight()).isZero();
    }

    @Test
    void moreThanTheLimitIsRefusedWithTheTimeToWait() {
        // The next one is allowed after a minute, which is longer than this test may take.
        server.limit(1);

        assertThat(embed(List.of("one")).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = embed(List.of("two"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        assertThat(server.answered()).isEqualTo(1);
        assertThat(server.refused()).isEqualTo(1);

        server.unlimited();
        assertThat(embed(List.of("two")).statusCode()).isEqualTo(200);
    }
}
