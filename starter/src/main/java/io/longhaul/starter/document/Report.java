package io.longhaul.starter.document;

import io.longhaul.starter.report.LayoutReport;
import io.longhaul.starter.report.LogReport;
import io.longhaul.starter.report.PartitionsReport;
import io.longhaul.starter.report.RunReport;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Pause;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A migration's report as data, the same for every recipe; what a recipe does not have is empty or null. As JSON it is
 * printed as it is: members are only ever added. It has keys of records, and never their content.
 *
 * @param model empty where the recipe has none
 * @param made when the report was
 * @param issues what a recipe that looks for flaws before it copies has found
 * @param verification null when it did not come to that
 * @param partitions of the table, as it is now; null where it has none
 * @param layout of the table, as it is now; null where it never got another
 * @param log of what is written to the table; null where nothing is logged
 * @param schedule null where it has none, or Temporal could not be asked
 * @param settings by name, without secrets; those of the last run
 */
public record Report(
        String name,
        String job,
        String recipe,
        String source,
        String target,
        String model,
        Instant made,
        State state,
        JobTotals.Records records,
        Batches batches,
        Speed speed,
        List<InPhase> phases,
        Flow flow,
        Failures failures,
        List<Issue> issues,
        @Nullable Embeddings embeddings,
        RunReport.@Nullable Verified verification,
        @Nullable PartitionsReport partitions,
        @Nullable LayoutReport layout,
        @Nullable LogReport log,
        List<Round> rounds,
        @Nullable ScheduleReport schedule,
        List<Worker> workers,
        Map<String, String> settings) {

    /**
     * @param status the ledger's word
     * @param running whether its workflow is under way; null where Temporal could not be asked
     * @param outcome all of it in one sentence
     */
    public record State(
            String status,
            @Nullable Boolean running,
            @Nullable String phase,
            @Nullable String reason,
            @Nullable Pause pause,
            String outcome,
            Instant created,
            @Nullable Instant started,
            @Nullable Instant finished) {}

    /** @param again how many times one was begun that had been begun before, after a crash or a failure */
    public record Batches(
            int size, long total, long completed, long processing, long pending, long failed, long again) {}

    /**
     * @param seconds in which records were copied; pauses between runs don't count
     * @param perSecond records settled in a second, over all of them; 0 where nothing was
     */
    public record Speed(double seconds, double perSecond) {}

    /**
     * A run was in a phase.
     *
     * @param left null while it is in it
     */
    public record InPhase(
            int round,
            String phase,
            Instant entered,
            @Nullable Instant left,
            double seconds) {}

    /**
     * What was settled over time.
     *
     * @param seconds how long each slot is
     * @param slots in order, without those in which nothing was settled
     */
    public record Flow(long seconds, List<Slot> slots) {

        public record Slot(Instant from, long processed, long skipped, long failed) {}
    }

    /**
     * @param resolved failed records that went through after all
     * @param kinds the most frequent first; rare ones may be missing
     * @param batches those that failed whole
     */
    public record Failures(long records, long resolved, List<Kind> kinds, List<FailedBatches> batches) {

        /** @param keys of some of its records, a text for each key column */
        public record Kind(String error, long records, List<List<String>> keys) {}

        public record FailedBatches(String kind, String error, long batches, long records) {}
    }

    /**
     * A flaw of the source.
     *
     * @param category of what kind it is, as {@code data integrity}
     * @param severity as {@code HIGH}
     * @param where as {@code orders.customer_id}
     * @param keys of some of its records
     * @param open whether no rule says what becomes of it
     * @param proposal a rule to paste into the spec; null where nothing has to be done
     * @param resolution the rule that deals with it; null where none does
     */
    public record Issue(
            String category,
            String severity,
            String where,
            String what,
            long records,
            List<List<String>> keys,
            boolean open,
            @Nullable String proposal,
            @Nullable String resolution) {}

    /** @param pricePerMillion what was set, in US dollars; null where it is not known, and then so is the cost */
    public record Embeddings(
            long requests,
            long texts,
            long tokens,
            @Nullable BigDecimal pricePerMillion,
            @Nullable BigDecimal costUsd) {}

    /** @param number 0 took all records, each further one what was new and had changed */
    public record Round(
            int number, Instant started, @Nullable Instant finished, long processed, long skipped, long failed) {}

    /** @param identity of its process, as {@code 4711@host} */
    public record Worker(
            String identity,
            long batches,
            long records,
            Instant from,
            @Nullable Instant until) {}
}
