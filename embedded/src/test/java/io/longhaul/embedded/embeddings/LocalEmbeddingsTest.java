package io.longhaul.embedded.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalEmbeddingsTest {
    private static final String MODEL = LocalEmbeddings.MODEL;
    private static LocalEmbeddings server;
    private static OpenAiClient client;

    @BeforeAll
    static void start() throws Exception {
        server = LocalEmbeddings.start(0, "secret");
        client = new OpenAiClient(server.baseUrl(), "secret");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSentenceIsNearerToTheGlossThatMeansItThanToAnother() throws Exception {
        List<float[]> vectors = OpenAiClient.vectors(client.embed(
                MODEL,
                List.of(
                        "a small domestic cat",
                        "cat, true cat: feline mammal usually having thick soft fur and no ability to roar",
                        "rock, stone: a lump or mass of hard consolidated mineral matter")));

        assertThat(OpenAiClient.cosine(vectors.get(0), vectors.get(1)))
                .isGreaterThan(OpenAiClient.cosine(vectors.get(0), vectors.get(2)) + 0.2);
    }

    @Test
    void bothEncodingsCarryTheSameVectorOfUnitLength() throws Exception {
        HttpResponse<String> floats = client.embed(MODEL, "a river");
        HttpResponse<String> base64 = client.embedAsBase64(MODEL, "a river");

        float[] vector = OpenAiClient.vectors(floats).get(0);
        assertThat(vector).hasSize(384).isEqualTo(OpenAiClient.vectors(base64).get(0));
        assertThat(IntStream.range(0, 384)
                        .mapToDouble(i -> vector[i] * vector[i])
                        .sum())
                .isCloseTo(1, within(1e-4));
        assertThat(OpenAiClient.json(floats).path("object").asText()).isEqualTo("list");
        assertThat(OpenAiClient.json(floats).path("model").asText()).isEqualTo(MODEL);
        assertThat(OpenAiClient.json(base64)
                        .path("data")
                        .path(0)
                        .path("embedding")
                        .isTextual())
                .isTrue();
    }

    @Test
    void theTokensOfAllTextsAreCounted() throws Exception {
        // [CLS] cat [SEP], and [CLS] a cat [SEP]
        HttpResponse<String> answer = client.embed(MODEL, List.of("cat", "a cat"));

        assertThat(OpenAiClient.json(answer).path("usage").path("prompt_tokens").asInt())
                .isEqualTo(7);
        assertThat(OpenAiClient.json(answer).path("usage").path("total_tokens").asInt())
                .isEqualTo(7);
    }

    @Test
    void vectorsComeInTheOrderOfTheirTexts() throws Exception {
        List<String> texts =
                IntStream.range(0, 9).mapToObj(i -> "text number " + i).toList();

        List<float[]> together = OpenAiClient.vectors(client.embed(MODEL, texts));

        assertThat(together).hasSize(9);
        for (int i = 0; i < texts.size(); i++) {
            float[] alone =
                    OpenAiClient.vectors(client.embed(MODEL, texts.get(i))).get(0);
            assertThat(OpenAiClient.cosine(alone, together.get(i))).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void theModelIsListed() throws Exception {
        assertThat(OpenAiClient.json(client.get("/models")).at("/data/0/id").asText())
                .isEqualTo(MODEL);
        assertThat(client.get("/models/" + MODEL).statusCode()).isEqualTo(200);
        assertThat(client.get("/models/other").statusCode()).isEqualTo(404);
    }

    @Test
    void anUnknownModelIsNotFound() throws Exception {
        HttpResponse<String> answer = client.embed("text-embedding-3-small", "text");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(OpenAiClient.json(answer).at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @Test
    void whatTheModelCannotDoIsABadRequest() throws Exception {
        String tooLong = "cat ".repeat(511);

        assertThat(client.embed(MODEL, "").statusCode()).isEqualTo(400);
        assertThat(client.embed(MODEL, List.of()).statusCode()).isEqualTo(400);
        assertThat(client.embed(MODEL, List.of("fine", "")).statusCode()).isEqualTo(400);
        assertThat(client.embed(MODEL, 5).statusCode()).isEqualTo(400);
        assertThat(client.post("{\"model\": ").statusCode()).isEqualTo(400);
        assertThat(client.post("").statusCode()).isEqualTo(400);
        assertThat(client.post("{\"model\":\"" + MODEL + "\",\"input\":\"x\",\"dimensions\":1536}")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> answer = client.embed(MODEL, List.of("short", tooLong));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(OpenAiClient.json(answer).at("/error/message").asText())
                .contains("maximum context length is 512 tokens")
                .contains("513 tokens")
                .contains("input[1]");
    }

    @Test
    void aTextOfExactlyTheLimitIsTaken() throws Exception {
        assertThat(client.embed(MODEL, "cat ".repeat(510)).statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        HttpResponse<String> answer = new OpenAiClient(server.baseUrl(), "wrong").embed(MODEL, "text");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(OpenAiClient.json(answer).at("/error/code").asText()).isEqualTo("invalid_api_key");
    }
}
