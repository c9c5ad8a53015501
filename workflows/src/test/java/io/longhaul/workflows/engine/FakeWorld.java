package io.longhaul.workflows.engine;

import io.longhaul.workflows.embed.EmbedActivities;
import io.longhaul.workflows.embed.EmbedBatch;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.embed.EmbeddingActivities;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.embed.OverlongPolicy;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Source, target and ledger in memory, for what needs time to be skipped. Record {@code n} has the key {@code n}, from
 * 1; a range holds {@code batchesPerRange} batches, so that borders are cheap to come by.
 */
final class FakeWorld implements LedgerActivities, RateActivities, EmbedActivities, EmbeddingActivities {

    static final EmbedSpec SPEC = new EmbedSpec(
            "ip_summary", "parse_content", List.of(), "memos", "test-model", 8, 512, OverlongPolicy.FAIL, null);

    final long records;
    final int batchesPerRange;
    final Set<Integer> copied = new ConcurrentSkipListSet<>();
    final Map<Integer, AtomicInteger> fetches = new ConcurrentHashMap<>();
    final Map<Integer, BatchError> failed = new ConcurrentHashMap<>();
    final List<String> settlements = new ArrayList<>();
    final List<String> pauses = new ArrayList<>();
    /** Batches of which one record fails; they are taken up again one at a time. */
    final Set<Integer> withAFailure = new ConcurrentSkipListSet<>();

    final List<RetryRequest> retries = new ArrayList<>();

    final List<String> opened = new ArrayList<>();
    final List<RangeScope> scopes = new ArrayList<>();
    final AtomicInteger targetComparisons = new AtomicInteger();
    final AtomicInteger rate = new AtomicInteger();
    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger mostInFlight = new AtomicInteger();
    private final Map<Integer, List<PlannedBatch>> planned = new TreeMap<>();

    /** Null in a job's first round. */
    volatile Round round;

    volatile Runnable onOpen = () -> {};

    /** What goes wrong, asked at the start of each step. */
    volatile Consumer<Integer> onFetch = batch -> {};

    volatile Consumer<Integer> onEmbed = batch -> {};
    volatile Consumer<Integer> onUpsert = batch -> {};
    volatile Runnable onSurvey = () -> {};
    volatile Runnable onCount = () -> {};
    volatile Runnable onVerify = () -> {};
    volatile Verification verification = Verification.NOTHING;

    FakeWorld(long records, int batchesPerRange) {
        this.records = records;
        this.batchesPerRange = batchesPerRange;
    }

    static ApplicationFailure failure(FailureKind kind) {
        return ApplicationFailure.newBuilder()
                .setMessage("made up")
                .setType(kind.name())
                .setNonRetryable(!kind.retryable())
                .build();
    }

    int batches() {
        return planned.values().stream().mapToInt(List::size).sum();
    }

    synchronized Set<Integer> ranges() {
        return new TreeSet<>(planned.keySet());
    }

    @Override
    public synchronized JobId open(JobRequest request) {
        onOpen.run();
        opened.add(request.name());
        return new JobId(new UUID(0, 1));
    }

    @Override
    public synchronized LedgerState begin(JobId job, Work work) {
        List<Integer> unfinished = planned.entrySet().stream()
                .filter(range -> range.getValue().stream().anyMatch(batch -> !copied.contains(batch.number())))
                .map(Map.Entry::getKey)
                .toList();
        SourceKey cursor = planned.isEmpty() || round != null ? null : last(planned.size() - 1);
        return new LedgerState(unfinished, planned.size(), cursor, BatchCounts.NONE, round);
    }

    private SourceKey last(int range) {
        List<PlannedBatch> batches = planned.get(range);
        return ((BatchScope.Keys) batches.get(batches.size() - 1).scope())
                .range()
                .until();
    }

    @Override
    public void phase(JobId job, Phase phase, Survey survey) {}

    @Override
    public void counted(JobId job, long records) {}

    @Override
    public synchronized void paused(JobId job, Pause pause) {
        pauses.add(pause == null ? "resumed" : pause.by() + ": " + pause.reason());
    }

    @Override
    public void failBatch(JobId job, int batch, BatchError error) {
        failed.put(batch, error);
    }

    @Override
    public List<KeyRange> copied(JobId job, Work work) {
        return List.of(new KeyRange(null, SourceKey.of(Long.toString(records))));
    }

    @Override
    public synchronized JobTotals settle(JobId job, Work work, JobStatus status, String reason, Verification found) {
        settlements.add(status + (reason == null ? "" : ": " + reason));
        return JobTotals.NONE;
    }

    @Override
    public void limitEmbeddings(int perMinute) {
        rate.set(perMinute);
    }

    @Override
    public Survey survey(EmbedSpec spec, Long limit, Round round) {
        onSurvey.run();
        if (round != null) {
            SourceKey last = SourceKey.of(Long.toString(records));
            return new Survey(round.base(), last, null);
        }
        long take = limit == null ? records : Math.min(limit, records);
        return new Survey(null, take == 0 ? null : SourceKey.of(Long.toString(take)), null);
    }

    @Override
    public long count(EmbedSpec spec, Long limit, Round round, Survey survey) {
        onCount.run();
        return survey.until() == null ? 0 : number(survey.until()) - (round == null ? 0 : number(round.base()));
    }

    @Override
    public void prepare(EmbedSpec spec) {}

    @Override
    public synchronized RangePlan plan(EmbedSpec spec, RangeRequest request) {
        scopes.add(request.scope());
        if (request.scope() instanceof RangeScope.Keys keys) {
            planned.computeIfAbsent(request.range(), range -> planKeys(request, keys));
        }
        if (request.scope() instanceof RangeScope.Failures failures && !planned.containsKey(request.range())) {
            retries.add(failures.which());
            planned.put(request.range(), planFailures(request));
        }
        List<PlannedBatch> all = planned.getOrDefault(request.range(), List.of());
        List<PlannedBatch> pending =
                all.stream().filter(batch -> !copied.contains(batch.number())).toList();
        boolean ofKeys = !all.isEmpty() && all.get(0).scope() instanceof BatchScope.Keys;
        SourceKey last = ofKeys ? last(request.range()) : null;
        boolean more =
                request.scope() instanceof RangeScope.Keys keys && !keys.until().equals(last);
        return new RangePlan(pending, all.size() - pending.size(), BatchCounts.NONE, last, more);
    }

    private List<PlannedBatch> planKeys(RangeRequest request, RangeScope.Keys keys) {
        List<PlannedBatch> batches = new ArrayList<>();
        long until = number(keys.until());
        long after = keys.after() == null ? 0 : number(keys.after());
        while (after < until && batches.size() < batchesPerRange) {
            long next = Math.min(until, after + request.batchSize());
            batches.add(new PlannedBatch(
                    request.firstBatch() + batches.size(),
                    new BatchScope.Keys(new KeyRange(
                            after == 0 ? null : SourceKey.of(Long.toString(after)), SourceKey.of(Long.toString(next)))),
                    after,
                    (int) (next - after)));
            after = next;
        }
        return batches;
    }

    private List<PlannedBatch> planFailures(RangeRequest request) {
        int records = withAFailure.size();
        withAFailure.clear();
        return records == 0
                ? List.of()
                : List.of(new PlannedBatch(request.firstBatch(), new BatchScope.Failures(), 0, records));
    }

    private static long number(SourceKey key) {
        return Long.parseLong(key.parts().get(0));
    }

    @Override
    public Fetched fetch(EmbedBatch batch) {
        int number = batch.batch().number();
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            fetches.computeIfAbsent(number, n -> new AtomicInteger()).incrementAndGet();
            onFetch.accept(number);
            return new Fetched(1, batch.batch().records(), batch.batch().records(), 0, 0, null);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    @Override
    public void embed(EmbedBatch batch, Fetched fetched) {
        onEmbed.accept(batch.batch().number());
    }

    @Override
    public BatchCounts upsert(EmbedBatch batch, Fetched fetched) {
        int number = batch.batch().number();
        onUpsert.accept(number);
        if (!copied.add(number)) {
            throw new IllegalStateException("batch " + number + " was copied twice");
        }
        failed.remove(number);
        int bad = withAFailure.contains(number) ? 1 : 0;
        return new BatchCounts(batch.batch().records() - bad, bad, 0, 7);
    }

    @Override
    public Verification verifyRange(JobId job, EmbedSpec spec, KeyRange range) {
        onVerify.run();
        return verification;
    }

    @Override
    public Verification verifyTarget(JobId job, EmbedSpec spec) {
        targetComparisons.incrementAndGet();
        return Verification.NOTHING;
    }
}
