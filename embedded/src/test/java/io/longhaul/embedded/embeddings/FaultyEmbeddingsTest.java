package io.longhaul.embedded.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultyEmbeddingsTest {
    private static final List<String> TEXTS = List.of("one", "two", "three");
    private FaultyEmbeddings server;
    private OpenAiClient client;

    @BeforeEach
    void start() throws Exception {
        server = FaultyEmbeddings.start(8);
        client = new OpenAiClient(server.baseUrl(), "any");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> embed() throws Exception {
        return client.embed("any", TEXTS);
    }

    @Test
    void aTextAlwaysHasTheSameVectorOfUnitLength() throws Exception {
        float[] first = OpenAiClient.vectors(embed()).get(1);
        float[] again = OpenAiClient.vectors(client.embedAsBase64("any", "two")).get(0);

        assertThat(first).hasSize(8).isEqualTo(again).isEqualTo(server.vector("two"));
        assertThat(OpenAiClient.cosine(first, server.vector("three"))).isLessThan(0.99);
        assertThat(IntStream.range(0, 8).mapToDouble(i -> first[i] * first[i]).sum())
                .isCloseTo(1, within(1e-5));
    }

    @Test
    void scriptedFaultsComeInTheirOrderAndThenNoMore() throws Exception {
        server.next(Fault.rateLimited(Duration.ofSeconds(3)))
                .next(Fault.rateLimited())
                .next(Fault.serverError())
                .next(Fault.unauthorized())
                .next(Fault.badRequest("no"));

        HttpResponse<String> limited = embed();
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("3");
        assertThat(embed().headers().firstValue("Retry-After")).isEmpty();
        assertThat(embed().statusCode()).isEqualTo(500);
        assertThat(embed().statusCode()).isEqualTo(401);
        assertThat(embed().statusCode()).isEqualTo(400);
        assertThat(embed().statusCode()).isEqualTo(200);
    }

    @Test
    void onlyTextsThatGotVectorsArePaidAndEachIsCountedByItself() throws Exception {
        server.next(Fault.serverError()).next(Fault.none()).next(Fault.connectionReset());
        embed();
        embed();
        assertThatThrownBy(this::embed).isInstanceOf(IOException.class);
        client.embed("any", List.of("three", "four"));

        assertThat(server.requests()).isEqualTo(4);
        assertThat(server.receivedTexts()).isEqualTo(11);
        assertThat(server.paidTexts()).isEqualTo(8);
        assertThat(server.timesPaid("one")).isEqualTo(2);
        assertThat(server.timesPaid("three")).isEqualTo(3);
        assertThat(server.timesPaid("four")).isEqualTo(1);
        assertThat(server.timesPaid("five")).isZero();
        assertThat(server.paid()).hasSize(4);
    }

    @Test
    void aHangingRequestIsAnsweredWhenItIsReleased() throws Exception {
        server.next(Fault.hang());
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return embed().statusCode();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });

        assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(server.paidTexts()).isZero();
        server.release();
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(200);
    }

    @Test
    void answersCanBeSpoiledInEachWayThatAClientMustNotice() throws Exception {
        server.next(Fault.malformedJson())
                .next(Fault.wrongCount())
                .next(Fault.wrongDimensions())
                .next(Fault.notANumber())
                .next(Fault.notANumber());

        HttpResponse<String> malformed = embed();
        assertThat(malformed.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> OpenAiClient.json(malformed)).isInstanceOf(JsonProcessingException.class);
        assertThat(OpenAiClient.vectors(embed())).hasSize(2);
        assertThat(OpenAiClient.vectors(embed()).get(0)).hasSize(7);
        assertThat(embed().body()).contains(",NaN,");
        assertThat(OpenAiClient.vectors(client.embedAsBase64("any", TEXTS)).get(0))
                .contains(Float.NaN);
    }

    @Test
    void aPoisonedTextIsRefusedWhileOthersPass() throws Exception {
        server.poison("POISON");

        assertThat(client.embed("any", List.of("fine", "a POISONed one")).statusCode())
                .isEqualTo(400);
        assertThat(embed().statusCode()).isEqualTo(200);
        server.heal();
        assertThat(client.embed("any", List.of("fine", "a POISONed one")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theSeedDecidesWhichRequestsAreUnlucky() throws Exception {
        List<Integer> first = statuses(7);
        assertThat(first).contains(200, 500).isEqualTo(statuses(7)).isNotEqualTo(statuses(8));
    }

    private List<Integer> statuses(long seed) throws Exception {
        server.withProbability(seed, 0.3, Fault.serverError());
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            statuses.add(embed().statusCode());
        }
        return statuses;
    }

    @Test
    void aStandingFaultStaysUntilItIsHealedAndLatencyIsKept() throws Exception {
        server.always(Fault.serverError(503)).latency(Duration.ofMillis(120));
        assertThat(embed().statusCode()).isEqualTo(503);
        assertThat(embed().statusCode()).isEqualTo(503);
        server.heal();

        long began = System.nanoTime();
        assertThat(embed().statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(110));
    }

    @Test
    void aKeyCanBeInsistedOn() throws Exception {
        try (FaultyEmbeddings guarded = FaultyEmbeddings.start(4, "secret")) {
            assertThat(new OpenAiClient(guarded.baseUrl(), "guess")
                            .embed("any", "x")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(new OpenAiClient(guarded.baseUrl(), "secret")
                            .embed("any", "x")
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
