package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.offset;

import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.FailureView;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.LedgerActivitiesImpl;
import io.longhaul.activities.ledger.LedgerServer;
import io.longhaul.activities.ledger.Opening;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.mysql.MariaDb;
import io.longhaul.activities.mysql.MysqlSettings;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.openai.OpenAiSettings;
import io.longhaul.activities.openai.Requests;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.activities.qdrant.QdrantSettings;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.activities.qdrant.Stored;
import io.longhaul.embedded.embeddings.FaultyEmbeddings;
import io.longhaul.embedded.qdrant.LocalQdrant;
import io.longhaul.workflows.embed.EmbedActivities;
import io.longhaul.workflows.embed.EmbedBatch;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.embed.EmbeddingActivities;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.embed.OverlongPolicy;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.LedgerState;
import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * A source table, a collection and a job on real services, an embeddings API that fails as told, and the steps of a
 * migration, called as activities.
 */
final class World implements AutoCloseable {

    static final int DIMENSIONS = 8;
    static final String API_KEY = "s3cret-key";
    static final String COLLECTION = "memos";
    private static final List<String> FIELDS =
            List.of("tag", Payloads.KEY, Payloads.CHUNKS, Payloads.CHUNK, Payloads.TRUNCATED, Payloads.SOURCE);

    final FaultyEmbeddings api;
    final MysqlSettings at = MariaDb.newDatabase();
    final MysqlSource mysql = new MysqlSource(at, 4);
    final Jobs jobs = new Jobs(LedgerServer.database());
    final Batches batches = new Batches(LedgerServer.database());
    final Stage stage = new Stage(LedgerServer.database());
    final QdrantSink sink;
    final LedgerActivitiesImpl ledger = new LedgerActivitiesImpl(jobs, batches);
    final TestActivityEnvironment env = TestActivityEnvironment.newInstance();
    final EmbedActivities embed;
    final EmbeddingActivities embedding;
    private final Embedder embedder;
    private final Path qdrantDirectory;
    private final int qdrantPort;
    private final String name = "world-" + UUID.randomUUID();
    private LocalQdrant qdrant;

    EmbedSpec spec = spec("notes", 50, OverlongPolicy.FAIL);
    JobId job = new JobId(new UUID(0, 0));
    Survey survey = new Survey(null, null, null);
    private int nextRange;

    /** With a table {@code notes(id, body, tag)} that is empty. */
    World(Path directory) throws IOException {
        this(directory, "CREATE TABLE notes (id BIGINT PRIMARY KEY, body LONGTEXT, tag VARCHAR(100)) CHARSET utf8mb4");
    }

    World(Path directory, String... tables) throws IOException {
        MariaDb.execute(at, tables);
        qdrantDirectory = directory;
        qdrant = LocalQdrant.start(directory, 0);
        qdrantPort = qdrant.port();
        sink = new QdrantSink(new QdrantSettings("127.0.0.1", qdrantPort, false, null), Duration.ofSeconds(10));
        api = FaultyEmbeddings.start(DIMENSIONS, API_KEY);
        embedder = new Embedder(new OpenAiSettings(api.baseUrl(), API_KEY), 4);
        env.registerActivitiesImplementations(
                new EmbedActivitiesImpl(new EmbedSource(mysql), sink, batches, stage, "worker"),
                new EmbeddingActivitiesImpl(embedder, Requests.OPENAI, stage));
        ActivityOptions once = ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofMinutes(1))
                .setHeartbeatTimeout(Duration.ofSeconds(10))
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                .build();
        embed = env.newActivityStub(EmbedActivities.class, once);
        embedding = env.newActivityStub(EmbeddingActivities.class, once);
    }

    static EmbedSpec spec(String table, int maxTokens, OverlongPolicy overlong) {
        return new EmbedSpec(
                table, "body", List.of(), COLLECTION, "text-embedding-3-small", DIMENSIONS, maxTokens, overlong, null);
    }

    /** Rows of {@code notes} with ids from 1 on. */
    World withTexts(String... texts) {
        try (Connection connection = MariaDb.admin(at.database());
                PreparedStatement statement = connection.prepareStatement("INSERT INTO notes VALUES (?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < texts.length; i++) {
                statement.setInt(1, i + 1);
                statement.setString(2, texts[i]);
                statement.setString(3, "tag " + (i + 1));
                statement.executeUpdate();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    void put(long id, @Nullable String body, String tag) {
        write("REPLACE INTO notes VALUES (?, ?, ?)", id, body, tag);
    }

    void write(String sql, @Nullable Object... values) {
        try (Connection connection = MariaDb.admin(at.database());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins a run, with a job of its own unless the last is unfinished, and plans all that is to be copied. */
    List<PlannedBatch> begin(int batchSize) {
        return begin(batchSize, Opening.RUN);
    }

    /** The same as a schedule does. */
    List<PlannedBatch> beginScheduled(int batchSize) {
        return begin(batchSize, Opening.KEEP_IN_STEP);
    }

    private List<PlannedBatch> begin(int batchSize, Opening opening) {
        job = jobs.open(
                        new JobRequest(
                                name,
                                "embed",
                                "source",
                                "sink",
                                "model",
                                batchSize,
                                null,
                                spec.updatedColumn(),
                                Map.of()),
                        opening)
                .id();
        LedgerState planned = ledger.begin(job, Work.COPY);
        survey = embed.survey(spec, null, planned.round());
        ledger.phase(job, Phase.COPY, survey);
        ledger.counted(job, embed.count(spec, null, planned.round(), survey));
        embed.prepare(spec);
        nextRange = planned.nextRange();
        List<PlannedBatch> pending = new ArrayList<>();
        for (int range : planned.unfinished()) {
            pending.addAll(plan(range, new RangeScope.Planned(), batchSize).pending());
        }
        Round round = planned.round();
        if (round != null && round.changedSince() != null && survey.after() != null) {
            pending.addAll(plan(
                            nextRange++,
                            new RangeScope.Keys(round.changesPlanned(), survey.after(), round.changedSince()),
                            batchSize)
                    .pending());
        }
        SourceKey until = Objects.requireNonNull(survey.until());
        SourceKey after = planned.cursor() == null ? survey.after() : planned.cursor();
        if (!until.equals(after)) {
            pending.addAll(plan(nextRange++, new RangeScope.Keys(after, until), batchSize)
                    .pending());
        }
        return pending;
    }

    RangePlan plan(int range, RangeScope scope, int batchSize) {
        return embed.plan(spec, new RangeRequest(job, range, scope, batchSize));
    }

    Fetched fetch(PlannedBatch batch) {
        return embed.fetch(of(batch));
    }

    void embed(PlannedBatch batch, Fetched fetched) {
        embedding.embed(of(batch), fetched);
    }

    BatchCounts upsert(PlannedBatch batch, Fetched fetched) {
        return embed.upsert(of(batch), fetched);
    }

    EmbedBatch of(PlannedBatch batch) {
        return new EmbedBatch(job, batch, spec);
    }

    BatchCounts copy(PlannedBatch batch) {
        Fetched fetched = fetch(batch);
        if (fetched.settled() != null) {
            return fetched.settled();
        }
        if (fetched.toEmbed() > 0) {
            embed(batch, fetched);
        }
        return upsert(batch, fetched);
    }

    /**
     * One that a schedule starts, compared as a round is.
     *
     * @return what became of the records that it took
     */
    BatchCounts keepInStep(int batchSize) {
        BatchCounts taken =
                beginScheduled(batchSize).stream().map(this::copy).reduce(BatchCounts.NONE, BatchCounts::plus);
        Verification found = Verification.NOTHING;
        for (KeyRange range : ledger.copied(job, Work.COPY)) {
            found = found.plus(embed.verifyRange(job, spec, range));
        }
        ledger.settle(job, Work.COPY, JobStatus.COMPLETED, null, found);
        return taken;
    }

    /** What a verification finds of so many records that are all as they should be. */
    static Verification nothingWrong(long records) {
        return new Verification(
                List.of(
                        EmbedChecks.target(records, 0),
                        EmbedChecks.content(records, 0),
                        EmbedChecks.vectors(records, 0),
                        EmbedChecks.source(records, 0)),
                List.of());
    }

    /** A whole run. */
    JobTotals.Records migrate(int batchSize) {
        begin(batchSize).forEach(this::copy);
        return complete();
    }

    JobTotals.Records complete() {
        JobTotals totals = ledger.settle(job, Work.COPY, JobStatus.COMPLETED, null, null);
        JobTotals.Records records = totals.records();
        assertThat(records.processed() + records.failed() + records.skipped()).isEqualTo(records.total());
        return records;
    }

    /** Takes up what failed. */
    JobTotals.Records retryFailed(int batchSize) {
        LedgerState planned = ledger.begin(job, Work.RETRY_FAILED);
        ledger.phase(job, Phase.COPY, embed.survey(spec, null, planned.round()));
        nextRange = planned.nextRange();
        for (int range : planned.unfinished()) {
            plan(range, new RangeScope.Planned(), batchSize).pending().forEach(this::copy);
        }
        plan(nextRange++, new RangeScope.Failures(RetryRequest.ALL), batchSize)
                .pending()
                .forEach(this::copy);
        return complete();
    }

    /** The batches of the records that failed, in a run that goes on. */
    List<PlannedBatch> retryFailedPlan() {
        return plan(nextRange++, new RangeScope.Failures(RetryRequest.ALL), 100).pending();
    }

    Found verify() {
        Verification found = Verification.NOTHING;
        for (KeyRange range : ledger.copied(job, Work.VERIFY)) {
            found = found.plus(embed.verifyRange(job, spec, range));
        }
        return new Found(found.plus(embed.verifyTarget(job, spec)));
    }

    JobTotals totals() {
        return jobs.find(job).orElseThrow().totals();
    }

    /** The reason of each failed record, by its key. */
    Map<String, String> failures() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (FailureView failure : batches.failures(job, 1_000)) {
            reasons.put(failure.key().toString(), failure.error());
        }
        return reasons;
    }

    /** The payload of each point, by its id. */
    Map<String, Map<String, @Nullable Object>> points() {
        Map<String, Map<String, @Nullable Object>> points = new LinkedHashMap<>();
        for (Stored point : sink.scroll(COLLECTION, null, 10_000, FIELDS, null).points()) {
            points.put(point.id().toString(), point.payload());
        }
        return points;
    }

    void assertVector(String point, String text) {
        assertThat(sink.vectors(COLLECTION, List.of(PointId.parse(point)))
                        .get(0)
                        .vector())
                .containsExactly(api.vector(text), offset(1e-5f));
    }

    /** The failure that the activity ends with. */
    static ApplicationFailure failure(ThrowingCallable call) {
        ActivityFailure failure = catchThrowableOfType(ActivityFailure.class, call);
        return (ApplicationFailure) failure.getCause();
    }

    static FailureKind kind(ThrowingCallable call) {
        return FailureKind.ofType(failure(call).getType());
    }

    void stopQdrant() throws IOException {
        qdrant.close();
    }

    void startQdrant() throws IOException {
        qdrant = LocalQdrant.start(qdrantDirectory, qdrantPort);
    }

    @Override
    public void close() throws IOException {
        env.close();
        embedder.close();
        api.close();
        sink.close();
        qdrant.close();
        mysql.close();
    }
}
