package io.longhaul.starter.report;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.Invocation;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.Pause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as the ledger has it, as {@code status} and {@code list} print it.
 *
 * @param running whether its workflow is under way; null where nobody looked, as for {@code list}
 * @param round how many times the job was gone on with after it had been completed
 * @param schedule null where it has none, or nobody looked
 * @param partitions of its table; the same
 * @param layout of that; the same
 * @param log of what is written to that; the same
 */
public record JobReport(
        String name,
        String recipe,
        String job,
        String workflowId,
        String status,
        @Nullable Boolean running,
        @Nullable String phase,
        @Nullable String reason,
        @Nullable Pause pause,
        String source,
        String target,
        String model,
        int batchSize,
        int round,
        JobTotals.Records records,
        JobTotals.Batches batches,
        JobTotals.Embeddings embeddings,
        RunReport.@Nullable Verified verification,
        String created,
        @Nullable String started,
        @Nullable String finished,
        @Nullable ScheduleReport schedule,
        @Nullable PartitionsReport partitions,
        @Nullable LayoutReport layout,
        @Nullable LogReport log) {

    /** @param running null where nobody looked */
    public static JobReport of(JobView job, @Nullable Boolean running) {
        return new JobReport(
                job.name(),
                job.recipe(),
                job.id().toString(),
                MigrationInput.workflowId(job.name()),
                job.status().word(),
                running,
                job.phase(),
                job.reason(),
                job.pause(),
                job.source(),
                job.sink(),
                job.model(),
                job.batchSize(),
                job.round(),
                job.totals().records(),
                job.totals().batches(),
                job.totals().embeddings(),
                RunReport.Verified.of(job.verification()),
                job.created().toString(),
                text(job.started()),
                text(job.finished()),
                null,
                null,
                null,
                null);
    }

    /** The same with what others than the ledger know of it. */
    public JobReport with(
            @Nullable ScheduleReport of,
            @Nullable PartitionsReport divided,
            @Nullable LayoutReport laidOut,
            @Nullable LogReport logged) {
        return new JobReport(
                name,
                recipe,
                job,
                workflowId,
                status,
                running,
                phase,
                reason,
                pause,
                source,
                target,
                model,
                batchSize,
                round,
                records,
                batches,
                embeddings,
                verification,
                created,
                started,
                finished,
                of,
                divided,
                laidOut,
                logged);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** For people, with what to do next. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add("Migration " + name + ": " + status + why());
        lines.add("  Job         " + job);
        lines.add("  Moves       " + Texts.moved(source, target, model));
        lines.add("  Records     " + Texts.count(records.total()) + ": "
                + Words.of(recipe).counts(records));
        lines.add("  Batches     " + Texts.count(batches.total()) + ": " + Texts.count(batches.completed())
                + " completed, " + Texts.count(batches.processing()) + " processing, "
                + Texts.count(batches.pending()) + " pending, " + Texts.count(batches.failed()) + " failed");
        if (Words.of(recipe).embeds()) {
            lines.add("  Embeddings  " + Texts.count(embeddings.texts(), "text", "texts") + " in "
                    + Texts.count(embeddings.requests(), "request", "requests") + ", "
                    + Texts.count(embeddings.tokens(), "token", "tokens"));
        }
        lines.add("  Begun       " + (started == null ? created : started)
                + (finished == null ? "" : ", ended " + finished));
        if (schedule != null) {
            lines.add("  In step     " + schedule.text());
        }
        if (partitions != null) {
            lines.addAll(below("  Partitions  ", partitions.text()));
        }
        if (layout != null) {
            lines.add("  Layout      " + layout.text());
        }
        if (log != null) {
            lines.addAll(below("  Log         ", log.text()));
        }
        boolean unfinished = JobStatus.ofWord(status).unfinished();
        if (Boolean.FALSE.equals(running) && unfinished) {
            Words words = Words.of(recipe);
            lines.add("It is not running: " + Invocation.PROGRAM + " "
                    + (copied() ? words.again() : words.resume()).formatted(name) + ".");
        }
        return lines;
    }

    private static List<String> below(String head, List<String> texts) {
        List<String> lines = new ArrayList<>();
        texts.forEach(text -> lines.add((lines.isEmpty() ? head : " ".repeat(head.length())) + text));
        return lines;
    }

    /** Whether a run has nothing left to copy, though source and target differ. */
    private boolean copied() {
        return verification != null && !verification.passed() && batches.completed() == batches.total();
    }

    private String why() {
        if (pause != null) {
            return " by " + pause.by() + " since " + pause.since() + ": " + pause.reason();
        }
        return reason == null ? "" : ", " + reason;
    }

    /** A line of a table. */
    public String row() {
        return "%-20s %-10s %12s %12s %10s  %s%s"
                .formatted(
                        name,
                        status,
                        Texts.count(records.total()),
                        Texts.count(Words.of(recipe).there(records)),
                        Texts.count(records.failed()),
                        created,
                        reason == null ? "" : "  " + reason);
    }

    /** The head of {@link #row}. */
    public static String head() {
        return "%-20s %-10s %12s %12s %10s  %s".formatted("NAME", "STATUS", "RECORDS", "THERE", "FAILED", "CREATED");
    }
}
