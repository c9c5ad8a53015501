package io.longhaul.activities.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.openai.EmbeddingRun.Done;
import io.longhaul.activities.openai.EmbeddingRun.Refused;
import io.longhaul.activities.openai.Requests.Limits;
import io.longhaul.embedded.embeddings.Fault;
import io.longhaul.embedded.embeddings.FaultyEmbeddings;
import io.longhaul.workflows.engine.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs against an API that goes wrong. */
class FaultyApiTest {

    private static final EmbeddingModel MODEL = EmbeddingModel.of("faulty", 8);
    private static final Limits TEN_AT_A_TIME = new Limits(10, 100_000);

    private final Map<Integer, float[]> stored = new LinkedHashMap<>();
    private final List<Integer> refused = new ArrayList<>();
    private FaultyEmbeddings api;
    private Embedder embedder;

    @BeforeEach
    void start() throws Exception {
        api = FaultyEmbeddings.start(8, "s3cret");
        embedder = new Embedder(new OpenAiSettings(api.baseUrl(), "s3cret"), 4, Duration.ofSeconds(60));
    }

    @AfterEach
    void stop() {
        embedder.close();
        api.close();
    }

    static List<Arguments> faults() {
        return List.of(
                Arguments.of(Fault.rateLimited(), FailureKind.THROTTLED),
                Arguments.of(Fault.rateLimited(Duration.ofSeconds(3)), FailureKind.THROTTLED),
                Arguments.of(Fault.serverError(), FailureKind.UNAVAILABLE),
                Arguments.of(Fault.unauthorized(), FailureKind.UNAUTHORIZED),
                Arguments.of(Fault.connectionReset(), FailureKind.UNAVAILABLE),
                Arguments.of(Fault.malformedJson(), FailureKind.UNKNOWN),
                Arguments.of(Fault.wrongCount(), FailureKind.UNKNOWN),
                Arguments.of(Fault.wrongDimensions(), FailureKind.SCHEMA_MISMATCH),
                Arguments.of(Fault.notANumber(), FailureKind.UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatWasStoredBeforeAFaultIsNotPaidForAgain(Fault fault, FailureKind kind) {
        api.next(Fault.none(), 2).next(fault);
        List<Text> texts = texts(45);

        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> run(texts));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).doesNotContain("text 2", "s3cret");
        assertThat(stored).hasSize(20);
        assertThat(api.requests()).isEqualTo(3);

        run(texts);
        assertThat(stored).hasSize(45);
        stored.forEach((index, vector) ->
                assertThat(vector).containsExactly(api.vector(texts.get(index).content())));
        IntStream.range(0, 20)
                .forEach(i -> assertThat(api.timesPaid(texts.get(i).content())).isEqualTo(1));
    }

    @Test
    void theDelayAskedForIsPassedOn() {
        api.next(Fault.rateLimited(Duration.ofSeconds(3)));
        assertThat(catchThrowableOfType(MigrationException.class, () -> run(texts(1)))
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void poisonedTextsAreIsolatedAndTheOthersPaidOnce() {
        List<Text> texts = new ArrayList<>(texts(45));
        for (int at : new int[] {7, 30, 31}) {
            texts.set(at, new Text("POISON " + at, 5));
        }
        api.poison("POISON");
        run(texts);

        assertThat(refused).containsExactly(7, 30, 31);
        assertThat(stored).hasSize(42);
        assertThat(api.paidTexts()).isEqualTo(42);
    }

    @Test
    void aRealAnswerArrivesWithItsTokens() {
        Answer answer = embedder.request(MODEL, List.of("one", "two"));
        assertThat(answer.vectors()).containsExactly(api.vector("one"), api.vector("two"));
        assertThat(answer.tokens()).isEqualTo(2);
    }

    /** As an activity does it: without the texts that have a vector, and storing after each request. */
    private void run(List<Text> texts) {
        List<Integer> open = IntStream.range(0, texts.size())
                .filter(i -> !stored.containsKey(i))
                .boxed()
                .toList();
        new EmbeddingRun(embedder, MODEL, TEN_AT_A_TIME)
                .embed(
                        open.stream().map(texts::get).toList(),
                        () -> {},
                        done -> store(open, done),
                        (Refused text) -> refused.add(open.get(text.index())));
    }

    private void store(List<Integer> open, Done done) {
        for (int i = 0; i < done.indexes().size(); i++) {
            stored.put(open.get(done.indexes().get(i)), done.vectors().get(i));
        }
    }

    private static List<Text> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Text("text " + i, 5)).toList();
    }
}
