package io.longhaul.starter.document;

import io.longhaul.activities.ledger.FoundIssue;
import io.longhaul.activities.ledger.JobAccount;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.report.LayoutReport;
import io.longhaul.starter.report.LogReport;
import io.longhaul.starter.report.PartitionsReport;
import io.longhaul.starter.report.RunReport;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.SourceKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Report} of what the ledger tells. */
public final class Gathering {

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** As the embed recipe's settings have it; a recipe that pays by tokens uses the same name. */
    private static final String PRICE = "EMBEDDING_PRICE_PER_MILLION";

    private Gathering() {}

    /**
     * @param issues that its discovery found; none where the recipe makes none
     * @param running whether its workflow is under way; null where Temporal could not be asked
     * @param partitions of its table; null where it has none
     * @param layout of that; null where it never got another
     * @param log of what is written to that; null where nothing is logged
     * @param made when it is made: what is under way has lasted until then
     */
    public static Report report(
            JobAccount account,
            List<FoundIssue> issues,
            @Nullable Boolean running,
            @Nullable ScheduleReport schedule,
            @Nullable PartitionsReport partitions,
            @Nullable LayoutReport layout,
            @Nullable LogReport log,
            Instant made) {
        JobView job = account.job();
        List<Report.InPhase> phases =
                account.phases().stream().map(phase -> phase(phase, made)).toList();
        return new Report(
                job.name(),
                job.id().toString(),
                job.recipe(),
                job.source(),
                job.sink(),
                job.model(),
                made,
                state(job, running),
                job.totals().records(),
                batches(job, account.again()),
                speed(job, phases),
                phases,
                flow(account),
                failures(account),
                issues.stream().map(Gathering::issue).toList(),
                job.model().isEmpty() ? null : embeddings(account),
                RunReport.Verified.of(job.verification()),
                partitions,
                layout,
                log,
                account.rounds().stream().map(Gathering::round).toList(),
                schedule,
                account.workers().stream().map(Gathering::worker).toList(),
                account.settings());
    }

    private static Report.State state(JobView job, @Nullable Boolean running) {
        return new Report.State(
                job.status().word(),
                running,
                job.phase(),
                job.reason(),
                job.pause(),
                Sentence.of(job, running),
                job.created(),
                job.started(),
                job.finished());
    }

    private static Report.Batches batches(JobView job, long again) {
        JobTotals.Batches batches = job.totals().batches();
        return new Report.Batches(
                job.batchSize(),
                batches.total(),
                batches.completed(),
                batches.processing(),
                batches.pending(),
                batches.failed(),
                again);
    }

    private static Report.InPhase phase(JobAccount.Entered phase, Instant made) {
        Instant until = phase.left() == null ? made : phase.left();
        return new Report.InPhase(
                phase.round(),
                phase.phase().name().toLowerCase(Locale.ROOT),
                phase.entered(),
                phase.left(),
                tenths(Duration.between(phase.entered(), until)));
    }

    private static Report.Speed speed(JobView job, List<Report.InPhase> phases) {
        JobTotals.Records records = job.totals().records();
        double seconds = phases.stream()
                .filter(phase -> phase.phase().equals(Phase.COPY.name().toLowerCase(Locale.ROOT)))
                .mapToDouble(Report.InPhase::seconds)
                .sum();
        long settled = records.processed() + records.skipped() + records.failed();
        return new Report.Speed(tenths(seconds), seconds == 0 ? 0 : tenths(settled / seconds));
    }

    private static Report.Flow flow(JobAccount account) {
        return new Report.Flow(
                account.slotWidth().toSeconds(),
                account.slots().stream()
                        .map(slot -> new Report.Flow.Slot(slot.from(), slot.processed(), slot.skipped(), slot.failed()))
                        .toList());
    }

    private static Report.Failures failures(JobAccount account) {
        return new Report.Failures(
                account.job().totals().records().failed(),
                account.resolved(),
                account.failures().stream()
                        .map(kind -> new Report.Failures.Kind(
                                kind.error(),
                                kind.records(),
                                kind.examples().stream().map(SourceKey::parts).toList()))
                        .toList(),
                account.failedBatches().stream()
                        .map(failed -> new Report.Failures.FailedBatches(
                                failed.kind(), failed.error(), failed.batches(), failed.records()))
                        .toList());
    }

    private static Report.Embeddings embeddings(JobAccount account) {
        JobTotals.Embeddings paid = account.job().totals().embeddings();
        String set = account.settings().get(PRICE);
        BigDecimal price = set == null ? null : new BigDecimal(set);
        BigDecimal cost = price == null
                ? null
                : price.multiply(BigDecimal.valueOf(paid.tokens())).divide(MILLION, 4, RoundingMode.HALF_UP);
        return new Report.Embeddings(paid.requests(), paid.texts(), paid.tokens(), price, cost);
    }

    private static Report.Issue issue(FoundIssue issue) {
        return new Report.Issue(
                issue.category(),
                issue.severity(),
                issue.where(),
                issue.kind() + ": " + issue.effect(),
                issue.rows(),
                issue.examples().stream().map(List::of).toList(),
                issue.open(),
                issue.proposal(),
                issue.rule());
    }

    private static Report.Round round(JobAccount.Round round) {
        return new Report.Round(
                round.number(), round.started(), round.finished(), round.processed(), round.skipped(), round.failed());
    }

    private static Report.Worker worker(JobAccount.Worker worker) {
        return new Report.Worker(worker.identity(), worker.batches(), worker.records(), worker.from(), worker.until());
    }

    private static double tenths(Duration duration) {
        return tenths(duration.toMillis() / 1000.0);
    }

    private static double tenths(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
