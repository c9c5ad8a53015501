package io.longhaul.starter.report;

import io.longhaul.workflows.engine.BatchCounts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A migration's schedule, as commands print it.
 *
 * @param every as {@code 15m}
 * @param paused whether somebody has paused the schedule itself, which the Web UI can do
 * @param next when it fires next; null where it does not
 * @param last its latest run; null before the first
 */
public record ScheduleReport(
        String name,
        String schedule,
        String every,
        boolean paused,
        @Nullable String next,
        @Nullable Firing last) {

    /**
     * One run.
     *
     * @param outcome {@code running}, {@code completed}, {@code skipped}, {@code cancelled}, {@code failed},
     *     {@code terminated}, or {@code forgotten} where Temporal has no record of it any more
     * @param reason why it failed
     * @param differing records that came or changed while it ran, and that the next run takes
     */
    public record Firing(
            String at,
            String workflowId,
            String outcome,
            @Nullable String reason,
            @Nullable BatchCounts taken,
            long differing) {

        public boolean running() {
            return outcome.equals("running");
        }

        /** What became of it, for people. */
        public String text() {
            if (reason != null) {
                return outcome + ": " + reason;
            }
            if (outcome.equals("skipped")) {
                return "skipped, as another run was under way";
            }
            if (taken == null || !outcome.equals("completed")) {
                return outcome;
            }
            return outcome + ": " + Texts.count(taken.processed()) + " written, " + Texts.count(taken.skipped())
                    + " unchanged, " + Texts.count(taken.failed()) + " failed"
                    + (differing == 0
                            ? ""
                            : "; "
                                    + Texts.count(
                                            differing,
                                            "record that came meanwhile is",
                                            "records that came meanwhile are")
                                    + " for the next run");
        }
    }

    /** For people, in one line. */
    public String text() {
        return "every " + every + (paused ? ", paused" : next == null ? "" : ", next at " + next)
                + (last == null ? "" : "; last at " + last.at() + " " + last.text());
    }

    /** A line of a table. */
    public String row() {
        return String.format(
                Locale.ROOT,
                "%-20s %-10s %-22s  %s",
                name,
                every,
                paused ? "paused" : next == null ? "-" : next,
                last == null ? "none yet" : last.at() + " " + last.text());
    }

    /** The head of {@link #row}. */
    public static String head() {
        return "%-20s %-10s %-22s  %s".formatted("SCHEDULE", "EVERY", "NEXT RUN", "LAST RUN");
    }
}
