package io.longhaul.starter.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Verification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run of a migration ended, as {@code --output json} prints it. Members are only ever added.
 *
 * @param runId null where no workflow was seen
 * @param reason for people, and no member of the JSON: why it failed or stopped; null when it completed
 * @param verification null when it did not come to that
 * @param seconds of this command
 * @param webUi null where its address is not known
 */
public record RunReport(
        String name,
        String workflowId,
        @Nullable String runId,
        String status,
        @JsonIgnore @Nullable String reason,
        JobTotals.Records records,
        Batches batches,
        JobTotals.Embeddings embeddings,
        @Nullable Verified verification,
        double seconds,
        @Nullable String webUi) {

    /** Batches that have come to an end, out of all. */
    public record Batches(long total, long completed, long failed) {}

    /** See {@link Verification}. */
    public record Verified(boolean passed, List<Check> checks, List<String> examples) {

        /** Null where nothing was compared. */
        public static @Nullable Verified of(@Nullable Verification found) {
            return found == null ? null : new Verified(found.passed(), found.checks(), found.examples());
        }
    }

    /** @param status in the ledger's word */
    public static RunReport of(
            String name,
            String workflowId,
            @Nullable String runId,
            JobStatus status,
            @Nullable String reason,
            JobTotals totals,
            @Nullable Verification verification,
            double seconds,
            @Nullable String webUi) {
        JobTotals.Batches batches = totals.batches();
        return new RunReport(
                name,
                workflowId,
                runId,
                status.word(),
                reason,
                totals.records(),
                new Batches(batches.total(), batches.completed(), batches.failed()),
                totals.embeddings(),
                Verified.of(verification),
                Math.round(seconds * 10) / 10.0,
                webUi);
    }

    /** For people: what happened, and what to do next. */
    public List<String> text(String target, Words words) {
        return RunText.of(this, target, words);
    }
}
