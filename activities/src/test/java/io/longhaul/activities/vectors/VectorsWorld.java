package io.longhaul.activities.vectors;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.chroma.TestChroma;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.FailureView;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.LedgerActivitiesImpl;
import io.longhaul.activities.ledger.LedgerServer;
import io.longhaul.activities.ledger.Opening;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.pgvector.PgVectorCollection;
import io.longhaul.activities.postgres.Target;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.LedgerState;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.Origin;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import io.longhaul.workflows.vectors.VectorsActivities;
import io.longhaul.workflows.vectors.VectorsSpec;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A collection in a real Chroma, a schema in a real PostgreSQL with pgvector, a job, and the steps of a migration. */
final class VectorsWorld implements AutoCloseable {

    static final String USER = "7f3c";
    static final Watch UNWATCHED = () -> {};
    private static final ObjectMapper JSON = new ObjectMapper();

    final TestChroma chroma;
    final PostgresServer server;
    final TargetDatabase database;
    final Jobs jobs = new Jobs(LedgerServer.database());
    final Batches batches = new Batches(LedgerServer.database());
    final Stage stage = new Stage(LedgerServer.database());
    final LedgerActivitiesImpl ledger = new LedgerActivitiesImpl(jobs, batches);
    final VectorStores stores;
    final TestActivityEnvironment env = TestActivityEnvironment.newInstance();
    final VectorsActivities activities;
    final String name = "vectors-" + UUID.randomUUID();
    final String schema = "s" + UUID.randomUUID().toString().substring(0, 8);

    VectorsSpec spec;
    JobId job = new JobId(new UUID(0, 0));

    VectorsWorld(
            TestChroma chroma,
            PostgresServer server,
            String space,
            @Nullable QdrantSink qdrant,
            @Nullable Embedder embedder) {
        this.chroma = chroma;
        this.server = server;
        this.database = Target.database(server);
        this.stores = new VectorStores(chroma.server(), database, database, qdrant, embedder);
        env.registerActivitiesImplementations(new VectorsActivitiesImpl(stores, batches, stage, "worker"));
        activities = env.newActivityStub(
                VectorsActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(2))
                        .setHeartbeatTimeout(Duration.ofSeconds(10))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
        spec = spec("memos", VectorType.VECTOR, VectorIndex.HNSW);
        chroma.create(name, space);
    }

    VectorsSpec spec(String collection, VectorType type, VectorIndex index) {
        return new VectorsSpec(
                new Origin.Chroma(name),
                new Destination.PgVector(schema, schema + "_notes", collection, type, index),
                Map.of("user_id", USER),
                false);
    }

    /** So many records with ids {@code r1} on, of vectors that differ in every bit that a finite float has. */
    VectorsWorld with(int records, int dimension) {
        Random random = new Random(7);
        List<VectorRecord> all = new ArrayList<>();
        for (int i = 1; i <= records; i++) {
            all.add(record("r" + i, vector(random, dimension), "memo " + i, i));
        }
        for (int at = 0; at < records; at += 1_000) {
            chroma.add(name, all.subList(at, Math.min(records, at + 1_000)));
        }
        return this;
    }

    static VectorRecord record(String id, float[] vector, String document, int number) {
        ObjectNode metadata = JSON.createObjectNode()
                .put("number", number)
                .put("share", number / 7.0)
                .put("odd", number % 2 == 1)
                .put("title", "Ä \"" + number + "\" \\ ☃");
        return new VectorRecord(id, vector, document, metadata);
    }

    static float[] vector(Random random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    /** Begins a run, with a job of its own unless the last is unfinished, and plans all that is to be copied. */
    List<PlannedBatch> begin(int batchSize, @Nullable Long limit) {
        job = jobs.open(
                        new JobRequest(
                                name, VectorsSpec.RECIPE, "source", "sink", "", batchSize, limit, null, Map.of()),
                        Opening.RUN)
                .id();
        LedgerState planned = ledger.begin(job, Work.COPY);
        Survey survey = activities.survey(job, spec, limit, planned.round());
        activities.prepare(job, spec);
        List<PlannedBatch> pending = new ArrayList<>();
        for (int range : planned.unfinished()) {
            pending.addAll(plan(range, new RangeScope.Planned(), batchSize));
        }
        SourceKey until = Objects.requireNonNull(survey.until());
        if (!until.equals(planned.cursor())) {
            pending.addAll(plan(planned.nextRange(), new RangeScope.Keys(planned.cursor(), until), batchSize));
        }
        return pending;
    }

    List<PlannedBatch> begin(int batchSize) {
        return begin(batchSize, null);
    }

    List<PlannedBatch> plan(int range, RangeScope scope, int batchSize) {
        return activities
                .plan(spec, new RangeRequest(job, range, scope, batchSize))
                .pending();
    }

    BatchCounts copy(PlannedBatch batch) {
        return activities.copy(job, spec, batch);
    }

    /** A whole run up to its verification. */
    BatchCounts migrate(int batchSize) {
        BatchCounts counts = begin(batchSize).stream().map(this::copy).reduce(BatchCounts.NONE, BatchCounts::plus);
        activities.finish(job, spec);
        ledger.settle(job, Work.COPY, JobStatus.COMPLETED, null, null);
        return counts;
    }

    BatchCounts retryFailed() {
        LedgerState planned = ledger.begin(job, Work.RETRY_FAILED);
        BatchCounts counts = plan(planned.nextRange(), new RangeScope.Failures(RetryRequest.ALL), 100).stream()
                .map(this::copy)
                .reduce(BatchCounts.NONE, BatchCounts::plus);
        ledger.settle(job, Work.RETRY_FAILED, JobStatus.COMPLETED, null, null);
        return counts;
    }

    Verification verify() {
        Verification found = Verification.NOTHING;
        for (KeyRange range : ledger.copied(job, Work.VERIFY)) {
            found = found.plus(activities.verifyRange(job, spec, range));
        }
        return found.plus(activities.verifyTarget(job, spec));
    }

    PgVectorCollection target() {
        return (PgVectorCollection) stores.target(spec);
    }

    Map<String, String> failures() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (FailureView failure : batches.failures(job, 1_000)) {
            reasons.put(failure.key().toString(), failure.error());
        }
        return reasons;
    }

    /** The first column of the first row; {@code $} stands for the schema. */
    String ask(String sql) {
        try {
            return server.one(sql.replace("$", schema));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String sql) {
        try {
            server.sql(sql.replace("$", schema));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    int rows() {
        return Integer.parseInt(ask("SELECT count(*) FROM $.langchain_pg_embedding"));
    }

    static ApplicationFailure failure(ThrowingCallable call) {
        return (ApplicationFailure)
                catchThrowableOfType(ActivityFailure.class, call).getCause();
    }

    @Override
    public void close() {
        env.close();
        execute("DROP SCHEMA IF EXISTS $ CASCADE");
        execute("DROP SCHEMA IF EXISTS $_notes CASCADE");
    }
}
