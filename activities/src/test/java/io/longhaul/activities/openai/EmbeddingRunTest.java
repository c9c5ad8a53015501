package io.longhaul.activities.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.openai.EmbeddingRun.Done;
import io.longhaul.activities.openai.EmbeddingRun.Refused;
import io.longhaul.activities.openai.Requests.Limits;
import io.longhaul.workflows.engine.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingRunTest {

    private static final String POISON = "poison";

    private final List<List<String>> sent = new ArrayList<>();
    private final List<Done> done = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();

    @Test
    void eachRequestIsHandedOverBeforeTheNextIsSent() {
        List<Integer> doneWhenSent = new ArrayList<>();
        EmbeddingRun run = new EmbeddingRun(
                texts -> {
                    doneWhenSent.add(done.size());
                    return answer(texts);
                },
                new Limits(2, 100));
        run.embed(texts("a", "b", "c", "d", "e"), EmbeddingRunTest::goOn, done::add, refused::add);

        assertThat(doneWhenSent).containsExactly(0, 1, 2);
        assertThat(done).extracting(Done::indexes).containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
        assertThat(done).extracting(Done::tokens).containsExactly(2L, 2L, 1L);
        assertThat(done).extracting(Done::request).doesNotHaveDuplicates();
    }

    @Test
    void noTextsMakeNoRequest() {
        run(new Limits(2, 100)).embed(List.of(), EmbeddingRunTest::goOn, done::add, refused::add);
        assertThat(sent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 37, 62, 99})
    void aPoisonedTextIsFoundByHalvesAndTheOthersAreEmbedded(int at) {
        List<Text> texts = numbered(100, Set.of(at));
        run(Requests.OPENAI).embed(texts, EmbeddingRunTest::goOn, done::add, refused::add);

        assertThat(refused).extracting(Refused::index).containsExactly(at);
        assertThat(refused.get(0).reason()).isEqualTo("does not take a text");
        assertEachOnceInOrder(texts);
        assertThat(sent).hasSizeLessThanOrEqualTo(1 + 2 * 7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void severalPoisonedTextsCostTwiceTheLogarithmEach(long seed) {
        Random random = new Random(seed);
        Set<Integer> poisoned = new TreeSet<>();
        IntStream.range(0, 1 + random.nextInt(6)).forEach(i -> poisoned.add(random.nextInt(100)));
        List<Text> texts = numbered(100, poisoned);
        run(new Limits(64, 1_000)).embed(texts, EmbeddingRunTest::goOn, done::add, refused::add);

        assertThat(refused).extracting(Refused::index).containsExactlyElementsOf(poisoned);
        assertEachOnceInOrder(texts);
        assertThat(sent).hasSizeLessThanOrEqualTo(2 + 2 * 6 * poisoned.size());
    }

    @Test
    void whereEveryTextIsRefusedEachIsReported() {
        run(Requests.OPENAI).embed(texts(POISON, POISON, POISON), EmbeddingRunTest::goOn, done::add, refused::add);
        assertThat(refused).extracting(Refused::index).containsExactly(0, 1, 2);
        assertThat(done).isEmpty();
    }

    @Test
    void anotherFailureEndsTheRunAndWhatWasDoneHolds() {
        EmbeddingRun run = new EmbeddingRun(
                texts -> {
                    if (done.size() == 1) {
                        throw new MigrationException(FailureKind.THROTTLED, "slower");
                    }
                    return answer(texts);
                },
                new Limits(1, 100));
        assertThatThrownBy(() -> run.embed(texts("a", "b", "c"), EmbeddingRunTest::goOn, done::add, refused::add))
                .isInstanceOf(MigrationException.class)
                .hasMessage("slower");
        assertThat(done).hasSize(1);
    }

    @Test
    void whoeverIsAskedBeforeARequestCanEndTheRun() {
        Runnable cancelled = () -> {
            if (sent.size() == 2) {
                throw new CancellationException();
            }
        };
        assertThatThrownBy(
                        () -> run(new Limits(1, 100)).embed(texts("a", "b", "c"), cancelled, done::add, refused::add))
                .isInstanceOf(CancellationException.class);
        assertThat(sent).hasSize(2);
        assertThat(done).hasSize(2);
    }

    @Test
    void aRefusalThrownByTheCallerIsNotTakenForTheApis() {
        EmbeddingRun run = run(Requests.OPENAI);
        assertThatThrownBy(() -> run.embed(
                        texts("a", "b"),
                        EmbeddingRunTest::goOn,
                        answer -> {
                            throw new MigrationException(FailureKind.REJECTED_RECORD, "by the store");
                        },
                        refused::add))
                .hasMessage("by the store");
        assertThat(sent).hasSize(1);
    }

    @Test
    void aTextIsNotShown() {
        assertThat(new Text("private", 3)).hasToString("Text[3 tokens]");
    }

    private static void goOn() {}

    private EmbeddingRun run(Limits limits) {
        return new EmbeddingRun(
                texts -> {
                    sent.add(texts);
                    if (texts.contains(POISON)) {
                        throw new MigrationException(FailureKind.REJECTED_RECORD, "does not take a text");
                    }
                    return answer(texts);
                },
                limits);
    }

    private static Answer answer(List<String> texts) {
        return new Answer(
                texts.stream().map(text -> new float[] {text.hashCode()}).toList(), texts.size());
    }

    private void assertEachOnceInOrder(List<Text> texts) {
        Set<Integer> refusedIndexes = new TreeSet<>();
        refused.forEach(text -> refusedIndexes.add(text.index()));
        List<Integer> indexes =
                done.stream().flatMap(request -> request.indexes().stream()).toList();
        assertThat(indexes)
                .containsExactlyElementsOf(IntStream.range(0, texts.size())
                        .filter(i -> !refusedIndexes.contains(i))
                        .boxed()
                        .toList());
        for (Done request : done) {
            for (int i = 0; i < request.indexes().size(); i++) {
                String content = texts.get(request.indexes().get(i)).content();
                assertThat(request.vectors().get(i)).containsExactly(content.hashCode());
            }
        }
    }

    private static List<Text> numbered(int count, Set<Integer> poisoned) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Text(poisoned.contains(i) ? POISON : "text " + i, 1))
                .toList();
    }

    private static List<Text> texts(String... contents) {
        return List.of(contents).stream().map(content -> new Text(content, 1)).toList();
    }
}
