package io.longhaul.activities.vectors;

import static io.longhaul.activities.vectors.VectorsWorld.UNWATCHED;
import static io.longhaul.activities.vectors.VectorsWorld.failure;
import static io.longhaul.activities.vectors.VectorsWorld.record;
import static io.longhaul.activities.vectors.VectorsWorld.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.SourceCollection;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.collection.Written;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.openai.OpenAiSettings;
import io.longhaul.embedded.embeddings.FaultyEmbeddings;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.Origin;
import io.longhaul.workflows.vectors.SampleQueries;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import io.longhaul.workflows.vectors.VectorsSpec;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A collection of a real Chroma arrives in a real pgvector. */
class VectorsTest extends InVectorsWorld {

    private static final float[] PLAIN = {1, 2, 3, 4};

    @Test
    void everyRecordArrivesAsItIsInTheSource() {
        VectorsWorld world = world("cosine").with(250, 8);

        assertThat(world.migrate(100)).isEqualTo(new BatchCounts(250, 0, 0, 0));

        Verification found = world.verify();
        assertThat(found.examples()).isEmpty();
        assertThat(found.passed()).isTrue();
        assertThat(found.checks())
                .contains(
                        new Check("records in the target", 250, 0, true),
                        new Check("vectors equal bit for bit", 250, 0, true),
                        new Check("documents and metadata as in the source", 250, 0, true),
                        new Check("checksum of all records as they were read and sent", 1, 0, true),
                        new Check("records with their user_id", 250, 0, true))
                .anyMatch(check -> check.name().startsWith("sample queries; their 5 nearest") && check.of() == 5)
                .anyMatch(check -> check.name().startsWith("searches of the target in") && check.of() > 0);
        assertThat(world.ask("SELECT string_agg(DISTINCT cmetadata ->> 'user_id', ',') FROM $.langchain_pg_embedding"))
                .isEqualTo(VectorsWorld.USER);
        assertThat(world.ask(
                        "SELECT document || (cmetadata - 'user_id') FROM $.langchain_pg_embedding WHERE id = 'r7'"))
                .isEqualTo("memo 7{\"odd\": true, \"share\": 1.0, \"title\": \"Ä \\\"7\\\" \\\\ ☃\", \"number\": 7}");
        assertThat(world.ask("SELECT cmetadata ->> 'purpose' FROM $.langchain_pg_collection"))
                .isEqualTo("test");
    }

    @Test
    void numbersOfEverySizeArriveBitForBit() {
        VectorsWorld world = world("l2");
        Random random = new Random(11);
        float[] numbers = new float[64];
        numbers[0] = Float.MIN_VALUE;
        numbers[1] = -0f;
        numbers[2] = 16.777218f;
        for (int i = 3; i < numbers.length; i++) {
            // Of all sizes, and yet with a square that is finite.
            numbers[i] = Math.scalb((float) random.nextGaussian(), random.nextInt(120) - 60);
        }
        world.chroma.add(world.name, List.of(record("odd", numbers, "", 1), record("plain", new float[64], "", 2)));
        world.spec = world.spec("memos", VectorType.VECTOR, new VectorIndex(VectorIndex.Kind.NONE, "64MB", 0));

        world.migrate(100);

        StringBuilder text = new StringBuilder("[");
        for (float number : numbers) {
            text.append(text.length() == 1 ? "" : ",").append(number);
        }
        assertThat(world.ask(
                        "SELECT embedding = '" + text + "]'::vector FROM $.langchain_pg_embedding WHERE id = 'odd'"))
                .isEqualTo("t");
        assertThat(world.verify().findings()).isEmpty();
    }

    @Test
    void aBatchWhoseAnswerWasLostIsCopiedOnce() {
        VectorsWorld world = world("cosine").with(100, 8);
        PlannedBatch batch = world.begin(100).get(0);
        // A worker is killed when the target has committed and the ledger knows nothing of it.
        Written lost = copied(world, batch);

        assertThat(world.copy(batch)).isEqualTo(new BatchCounts(100, 0, 0, 0));
        assertThat(world.copy(batch)).isEqualTo(new BatchCounts(100, 0, 0, 0));

        assertThat(lost.copied()).isEqualTo(100);
        assertThat(world.rows()).isEqualTo(100);
        world.activities.finish(world.job, world.spec);
        assertThat(world.verify().findings()).isEmpty();
    }

    @Test
    void reasonsOfABatchWhoseAnswerWasLostAreTold() {
        VectorsWorld world = world("cosine");
        world.chroma.add(world.name, List.of(record("good", PLAIN, "a", 1), record("bad", PLAIN, "secret\0", 2)));
        PlannedBatch batch = world.begin(100).get(0);
        copied(world, batch);

        assertThat(world.copy(batch)).isEqualTo(new BatchCounts(1, 1, 0, 0));

        assertThat(world.failures())
                .containsExactly(
                        Map.entry("bad", "its document holds a NUL character, which PostgreSQL does not store"));
    }

    @Test
    void reasonsOfARetryWhoseAnswerWasLostAreThoseThatItHad() {
        VectorsWorld world = world("cosine");
        world.chroma.add(
                world.name,
                List.of(
                        record("good", PLAIN, "a", 1),
                        record("bad", PLAIN, "secret\0", 2),
                        record("gone", PLAIN, "secret\0", 3)));
        world.migrate(100);
        world.chroma.delete(world.name, "gone");
        int range = world.ledger.begin(world.job, Work.RETRY_FAILED).nextRange();
        PlannedBatch retry = world.plan(range, new RangeScope.Failures(RetryRequest.ALL), 100)
                .get(0);
        SourceCollection source = world.stores.source(world.spec);
        world.target()
                .copy(
                        world.job,
                        retry.number(),
                        "records",
                        taker -> {
                            source.get(List.of("bad")).forEach(taker);
                            taker.refuse("gone", "it is no longer there");
                        },
                        UNWATCHED);
        world.chroma.upsert(world.name, record("bad", PLAIN, "good by now, and too late", 2));

        assertThat(world.copy(retry)).isEqualTo(new BatchCounts(0, 2, 0, 0));

        assertThat(world.failures())
                .containsOnly(
                        Map.entry("bad", "its document holds a NUL character, which PostgreSQL does not store"),
                        Map.entry("gone", "it is no longer there"));
        world.ledger.settle(world.job, Work.RETRY_FAILED, JobStatus.COMPLETED, null, null);
        assertThat(world.retryFailed()).isEqualTo(new BatchCounts(1, 1, 0, 0));
    }

    private static Written copied(VectorsWorld world, PlannedBatch batch) {
        SourceCollection source = world.stores.source(world.spec);
        KeyRange range = ((BatchScope.Keys) batch.scope()).range();
        TargetCollection.Records records =
                taker -> source.read(Positions.place(range.after()), Positions.place(range.until()), taker);
        return world.target().copy(world.job, batch.number(), "records", records, UNWATCHED);
    }

    @Test
    void ofTwoAttemptsAtOnceOneCopies() throws Exception {
        VectorsWorld world = world("cosine").with(100, 8);
        PlannedBatch batch = world.begin(100).get(0);
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Written>> both = threads.invokeAll(List.of(
                    () -> {
                        together.await();
                        return copied(world, batch);
                    },
                    () -> {
                        together.await();
                        return copied(world, batch);
                    }));
            for (Future<Written> each : both) {
                assertThat(each.get().copied()).isEqualTo(100);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(world.rows()).isEqualTo(100);
    }

    @Test
    void aBatchThatWasCutOffLeavesNothing() {
        VectorsWorld world = world("cosine").with(100, 8);
        PlannedBatch batch = world.begin(100).get(0);
        int[] taken = {0};
        TargetCollection.Records cutOff =
                taker -> world.stores.source(world.spec).read(0, 100, record -> {
                    if (++taken[0] == 60) {
                        throw new IllegalStateException("killed");
                    }
                    taker.accept(record);
                });

        assertThatThrownBy(() -> world.target().copy(world.job, batch.number(), "records", cutOff, UNWATCHED))
                .hasMessage("killed");

        assertThat(world.rows()).isZero();
        assertThat(world.copy(batch)).isEqualTo(new BatchCounts(100, 0, 0, 0));
        assertThat(world.rows()).isEqualTo(100);
    }

    @Test
    void recordsThatCantBeStoredAreFailuresAndGoThroughWhenTheyAreCorrected() {
        VectorsWorld world = world("cosine");
        VectorRecord foreign = record("foreign", PLAIN, "mine", 3);
        ((ObjectNode) Objects.requireNonNull(foreign.metadata())).put("user_id", "somebody else");
        world.chroma.add(
                world.name, List.of(record("good", PLAIN, "a", 1), record("nul", PLAIN, "secret\0", 2), foreign));

        assertThat(world.migrate(100)).isEqualTo(new BatchCounts(1, 2, 0, 0));

        assertThat(world.failures())
                .containsOnly(
                        Map.entry("nul", "its document holds a NUL character, which PostgreSQL does not store"),
                        Map.entry("foreign", "its metadata has another user_id than the one that is to be added"));
        Verification found = world.verify();
        assertThat(found.findings()).isEmpty();
        assertThat(found.checks()).contains(new Check("records of the source that can arrive", 3, 2, false));

        world.chroma.upsert(world.name, record("nul", PLAIN, "no secret", 2));
        assertThat(world.retryFailed()).isEqualTo(new BatchCounts(1, 1, 0, 0));
        assertThat(world.failures()).containsOnlyKeys("foreign");
        assertThat(world.verify().findings()).isEmpty();
        assertThat(world.rows()).isEqualTo(2);
    }

    @Test
    void aRecordThatHasFailedIsNoQuery() {
        VectorsWorld world = world("l2");
        world.chroma.add(world.name, List.of(record("large", new float[] {70_000, 1, 1, 1}, "a", 1)));
        world.with(20, 4);
        world.spec = world.spec("memos", VectorType.HALFVEC, VectorIndex.HNSW);

        assertThat(world.migrate(100)).isEqualTo(new BatchCounts(20, 1, 0, 0));

        assertThat(world.verify().findings()).isEmpty();
    }

    @Test
    void ofRecordsThatAreEquallyNearAnyWillDo() {
        VectorsWorld world = world("cosine");
        List<VectorRecord> equal = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            equal.add(record("r" + i, PLAIN, "memo", i));
        }
        world.chroma.add(world.name, equal);
        world.migrate(100);

        assertThat(world.verify().findings()).isEmpty();
    }

    @Test
    void aNumberWithADecimalPointStaysOneHoweverLargeItIs() {
        VectorsWorld world = world("cosine");
        VectorRecord large = record("large", PLAIN, "a", 1);
        ((ObjectNode) Objects.requireNonNull(large.metadata())).put("large", 3e16);
        world.chroma.add(world.name, List.of(large));
        world.migrate(100);

        assertThat(world.ask("SELECT cmetadata ->> 'large' FROM $.langchain_pg_embedding"))
                .isEqualTo("30000000000000000.0");
        assertThat(world.verify().findings()).isEmpty();
        world.execute("UPDATE $.langchain_pg_embedding SET cmetadata = cmetadata || '{\"large\": 30000000000000000}'");
        assertThat(world.verify().examples()).containsExactly("another document or other metadata: large");
    }

    @Test
    void anIdThatIsTooLongForTheIndexOfIdsIsAFailedRecord() {
        VectorsWorld world = world("cosine");
        Random random = new Random(5);
        StringBuilder id = new StringBuilder("long-");
        while (id.length() < 6_000) {
            id.append(Long.toString(random.nextLong(), 36));
        }
        world.chroma.add(world.name, List.of(record("short", PLAIN, "a", 1), record(id.toString(), PLAIN, "b", 2)));

        assertThat(world.migrate(100)).isEqualTo(new BatchCounts(1, 1, 0, 0));

        assertThat(world.failures()).hasSize(1).allSatisfy((key, reason) -> {
            assertThat(key).startsWith("long-").hasSizeLessThan(300);
            assertThat(reason).contains("its id has more than 2690 bytes");
        });
        assertThat(world.verify().findings()).isEmpty();
    }

    @Test
    void aRecordWithNeitherDocumentNorMetadataArrivesWithEmptyOnes() {
        VectorsWorld world = world("cosine");
        world.chroma.add(world.name, List.of(new VectorRecord("bare", PLAIN, null, null)));

        world.migrate(100);

        assertThat(world.ask("SELECT document || cmetadata FROM $.langchain_pg_embedding"))
                .isEqualTo("{\"user_id\": \"7f3c\"}");
        assertThat(world.verify().findings()).isEmpty();
    }

    @Test
    void aRecordThatIsDeletedMeanwhileIsNoticed() {
        VectorsWorld world = world("cosine").with(250, 8);
        List<PlannedBatch> batches = world.begin(100);
        world.copy(batches.get(0));
        world.chroma.delete(world.name, "r3");
        world.copy(batches.get(1));

        ApplicationFailure copying = failure(() -> world.copy(batches.get(2)));
        ApplicationFailure finishing = failure(() -> world.activities.finish(world.job, world.spec));

        assertThat(copying.getType()).isEqualTo("SCHEMA_MISMATCH");
        assertThat(copying.getOriginalMessage()).contains("has no record at position 250");
        assertThat(finishing.getOriginalMessage())
                .contains("has changed since this job began: it had 250 records of 8 dimensions, and has 249 of 8");
        ApplicationFailure again = failure(() -> world.begin(100));
        assertThat(again.getOriginalMessage()).contains("has changed since this job began");
    }

    @Test
    void aRecordThatIsChangedMeanwhileIsNoticed() {
        VectorsWorld world = world("cosine").with(250, 8);
        List<PlannedBatch> batches = world.begin(100);
        batches.forEach(world::copy);
        world.chroma.upsert(world.name, record("r3", vector(new Random(3), 8), "memo 3", 3));
        world.chroma.upsert(world.name, record("r4", vector(new Random(4), 8), "memo 4, corrected", 4));
        world.activities.finish(world.job, world.spec);
        world.ledger.settle(world.job, Work.COPY, JobStatus.COMPLETED, null, null);

        Verification found = world.verify();

        assertThat(found.passed()).isFalse();
        assertThat(found.examples())
                .containsExactly("another vector: r3", "another vector: r4", "another document or other metadata: r4");
    }

    @Test
    void recordsThatAreAddedAfterTheCopyAreNoticedUnlessThereWasALimit() {
        VectorsWorld world = world("cosine").with(250, 8);
        world.migrate(100);
        world.chroma.add(world.name, List.of(record("late", vector(new Random(3), 8), "late", 1)));

        assertThat(world.verify().checks()).contains(new Check("records of the source, each in a batch", 251, 1, true));

        VectorsWorld limited = world("cosine").with(50, 8);
        limited.begin(100, 20L).forEach(limited::copy);
        limited.activities.finish(limited.job, limited.spec);
        limited.ledger.settle(limited.job, Work.COPY, JobStatus.COMPLETED, null, null);
        assertThat(limited.verify().findings()).isEmpty();
    }

    @Test
    void aRowThatIsChangedOrLostInTheTargetIsNoticed() {
        VectorsWorld world = world("cosine").with(250, 8);
        world.migrate(100);
        world.execute("DELETE FROM $.langchain_pg_embedding WHERE id = 'r9'");
        world.execute("UPDATE $.langchain_pg_embedding SET cmetadata = cmetadata - 'user_id' WHERE id = 'r10'");

        Verification found = world.verify();

        assertThat(found.examples()).containsExactly("missing: r9", "another document or other metadata: r10");
        assertThat(found.checks())
                .contains(
                        new Check("records in the target", 250, 1, true),
                        new Check("records with their user_id", 249, 1, true),
                        new Check("records in the collection, and no others", 250, 1, true),
                        new Check("checksum of all records as they were read and sent", 1, 1, true));
    }

    @Test
    void aLimitTakesTheFirstRecordsAndALargerOneGoesOn() {
        VectorsWorld world = world("cosine").with(250, 8);

        assertThat(world.begin(100, 150L).stream().map(world::copy).reduce(BatchCounts.NONE, BatchCounts::plus))
                .isEqualTo(new BatchCounts(150, 0, 0, 0));
        assertThat(world.begin(100).stream().map(world::copy).reduce(BatchCounts.NONE, BatchCounts::plus))
                .isEqualTo(new BatchCounts(100, 0, 0, 0));

        world.activities.finish(world.job, world.spec);
        world.ledger.settle(world.job, Work.COPY, JobStatus.COMPLETED, null, null);
        assertThat(world.verify().findings()).isEmpty();
        assertThat(world.rows()).isEqualTo(250);
    }

    @Test
    void aCollectionOfAnotherJobIsLeftAsItIs() {
        VectorsWorld world = world("cosine").with(10, 4);
        world.migrate(100);

        ApplicationFailure failure = failure(() -> world.begin(100));

        assertThat(failure.getType()).isEqualTo("SCHEMA_MISMATCH");
        assertThat(failure.getOriginalMessage())
                .contains("has a collection memos already, which this job has not made");
        assertThat(world.rows()).isEqualTo(10);
    }

    @Test
    void idsOfAnotherCollectionAreNotTaken() {
        VectorsWorld world = world("cosine").with(10, 4);
        world.migrate(100);
        world.spec = world.spec("more memos", VectorType.VECTOR, VectorIndex.HNSW);
        PlannedBatch batch = world.begin(100).get(0);

        ApplicationFailure failure = failure(() -> world.copy(batch));

        assertThat(failure.getType()).isEqualTo("REJECTED_RECORD");
        assertThat(failure.getOriginalMessage()).contains("where ids are unique over all collections");
        assertThat(world.rows()).isEqualTo(10);
    }

    @Test
    void aResetRemovesWhatTheJobMade() {
        VectorsWorld world = world("cosine").with(10, 4);
        world.migrate(100);

        assertThat(world.target().reset(world.job, UNWATCHED))
                .containsExactly(
                        "collection memos",
                        world.schema + ".langchain_pg_collection",
                        world.schema + ".langchain_pg_embedding",
                        world.schema,
                        world.schema + "_notes");
        assertThat(world.ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '$%'"))
                .isEqualTo("0");
        assertThat(world.target().reset(world.job, UNWATCHED)).isEmpty();
    }

    @Test
    void tablesGoWithTheLastCollectionWhoeverMadeThem() {
        VectorsWorld first = world("cosine");
        first.chroma.add(first.name, List.of(record("a", PLAIN, "a", 1)));
        first.migrate(100);
        VectorsWorld second = world("cosine");
        second.chroma.add(second.name, List.of(record("b", PLAIN, "b", 1)));
        second.spec = new VectorsSpec(
                second.spec.source(),
                new Destination.PgVector(
                        first.schema, first.schema + "_notes", "others", VectorType.VECTOR, VectorIndex.HNSW),
                Map.of(),
                false);
        second.migrate(100);

        assertThat(first.target().reset(first.job, UNWATCHED)).containsExactly("collection memos");
        assertThat(second.verify().findings()).isEmpty();
        assertThat(second.target().reset(second.job, UNWATCHED))
                .contains("collection others", first.schema + ".langchain_pg_embedding", first.schema + "_notes");
        assertThat(first.ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '$%'"))
                .isEqualTo("0");
    }

    @Test
    void anIndexOfSomethingElseIsNotTakenForTheVectors() {
        VectorsWorld world = world("cosine").with(10, 4);
        world.begin(100).forEach(world::copy);
        world.execute("CREATE INDEX ix_embedding_hnsw_memos ON $.langchain_pg_embedding (document)");

        ApplicationFailure failure = failure(() -> world.activities.finish(world.job, world.spec));

        assertThat(failure.getOriginalMessage())
                .contains("ix_embedding_hnsw_memos, and it is no valid index of this collection's vectors");
        world.execute("DROP INDEX $.ix_embedding_hnsw_memos");
        world.activities.finish(world.job, world.spec);
        assertThat(world.verify().findings()).isEmpty();
        world.execute("DROP INDEX $.ix_embedding_hnsw_memos");
        world.execute("CREATE INDEX ix_embedding_hnsw_memos ON $.langchain_pg_embedding (document)");
        assertThat(world.verify().findings()).contains("0 of 1 index of the vectors");
    }

    @Test
    void constantsThatChangeInTheMiddleAreRefused() {
        VectorsWorld world = world("cosine").with(200, 4);
        world.copy(world.begin(100).get(0));
        world.spec =
                new VectorsSpec(world.spec.source(), world.spec.target(), Map.of("user_id", "somebody else"), false);

        ApplicationFailure failure = failure(() -> world.begin(100));

        assertThat(failure.getType()).isEqualTo("INVALID_SPEC");
        assertThat(failure.getOriginalMessage())
                .contains("constants", "have changed since this job began")
                .doesNotContain("somebody");
        assertThat(world.ask("SELECT string_agg(definition, '') FROM $_notes.longhaul_object"))
                .doesNotContain(VectorsWorld.USER);
    }

    @Test
    void searchesOfSeveralListsLookInMoreThanOne() {
        VectorsWorld world = world("cosine").with(4_000, 8);
        world.spec = world.spec("memos", VectorType.VECTOR, new VectorIndex(VectorIndex.Kind.IVFFLAT, "64MB", 0));
        world.migrate(1_000);

        Verification found = world.verify();

        assertThat(found.findings()).isEmpty();
        assertThat(found.checks())
                .contains(new Check("index of the vectors; for searches set ivfflat.probes = 4", 1, 0, true));
        assertThat(world.ask("SELECT reloptions FROM pg_class WHERE relname = 'ix_embedding_ivfflat_memos'"))
                .isEqualTo("{lists=4}");
    }

    @Test
    void whatCantBeTakenIsRefusedBeforeAnythingIsWritten() {
        VectorsWorld world = world("cosine");
        assertThat(failure(() -> world.begin(100)).getOriginalMessage()).contains("is empty");
        world.with(1, 2_001);
        assertThat(failure(() -> world.begin(100)).getOriginalMessage())
                .contains("an index of vector takes 2000 at most: choose the type halfvec, or no index");
        world.spec = new VectorsSpec(
                new Origin.Chroma("nosuch"), new Destination.PgVector(world.schema, "memos"), Map.of(), false);
        assertThat(failure(() -> world.begin(100)).getOriginalMessage()).contains("has no such collection");
        assertThat(world.ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '$%'"))
                .isEqualTo("0");
    }

    @Test
    void queriesOfTheSpecAreEmbeddedByTheConfiguredModel() throws IOException {
        List<String> texts = List.of("vendor analysis", "market trends", "risk factors", "growth");
        try (FaultyEmbeddings api = FaultyEmbeddings.start(8, "s3cret-key");
                Embedder embedder = new Embedder(new OpenAiSettings(api.baseUrl(), "s3cret-key"), 1)) {
            VectorsWorld world = world("cosine", null, embedder).with(50, 8);
            List<VectorRecord> meant = new ArrayList<>();
            texts.forEach(text -> meant.add(record(text, api.vector(text), text, 1)));
            world.chroma.add(world.name, meant);
            world.spec = new VectorsSpec(
                    world.spec.source(),
                    world.spec.target(),
                    Map.of(),
                    false,
                    new SampleQueries("text-embedding-3-small", texts));
            world.migrate(100);

            assertThat(world.verify().checks())
                    .anyMatch(check -> check.name().startsWith("sample queries; their 5 nearest")
                            && check.of() == 4
                            && check.passed());
            float[] query = world.stores.queries(world.spec, 8).get(1);
            assertThat(world.target().nearest(world.job, query, 1, UNWATCHED).ids())
                    .containsExactly("market trends");
        }
    }

    @Test
    void theIndexIsUsedForASearchAsLangchainAsksIt() {
        VectorsWorld world = world("cosine").with(3_000, 8);
        world.migrate(1_000);
        String collection = world.ask("SELECT uuid FROM $.langchain_pg_collection");

        String plan = world.ask("EXPLAIN (FORMAT JSON) SELECT e.id FROM $.langchain_pg_embedding e"
                + " JOIN $.langchain_pg_collection c ON e.collection_id = c.uuid WHERE e.collection_id = '" + collection
                + "'::uuid ORDER BY e.embedding <=> '[1,2,3,4,5,6,7,8]' LIMIT 5");

        assertThat(plan).contains("ix_embedding_hnsw_memos");
    }

    @Test
    void aStoreThatIsNotSetIsNamed() {
        VectorStores none = new VectorStores(null, null, null, null, null);
        VectorsSpec spec =
                new VectorsSpec(new Origin.Chroma("memos"), new Destination.PgVector("s", "memos"), Map.of(), false);

        assertThatThrownBy(() -> none.source(spec))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("CHROMA_URL");
        assertThatThrownBy(() -> none.target(spec))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("TARGET_URL");
    }

    @Test
    void batchesGrowWithTheCollection() {
        assertThat(VectorsPlanner.size(999)).isEqualTo(100);
        assertThat(VectorsPlanner.size(1_000)).isEqualTo(500);
        assertThat(VectorsPlanner.size(10_000)).isEqualTo(500);
        assertThat(VectorsPlanner.size(10_001)).isEqualTo(1_000);
        assertThat(VectorsPlanner.size(50_000)).isEqualTo(5_000);
    }
}
