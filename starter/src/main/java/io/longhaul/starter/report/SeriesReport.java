package io.longhaul.starter.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.longhaul.starter.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a run of several steps ended, as {@code --output json} prints it. Members are only ever added.
 *
 * @param status of all: completed only where each step is
 * @param runId null where nothing was started
 * @param seconds of this command
 * @param webUi null where its address is not known
 */
public record SeriesReport(
        String name,
        String workflowId,
        @Nullable String runId,
        String status,
        List<Step> steps,
        double seconds,
        @Nullable String webUi) {

    public SeriesReport {
        steps = List.copyOf(steps);
        seconds = Math.round(seconds * 10) / 10.0;
    }

    /**
     * One step.
     *
     * @param work {@code copy} or {@code verify}
     * @param status skipped where an earlier run had completed it, waiting where it was not come to
     * @param reason why it failed or stopped; null where it did not
     * @param words how its recipe is spoken of
     * @param migration how its migration ended; null where it was not come to
     */
    public record Step(
            String step,
            String work,
            String status,
            @Nullable String reason,
            @JsonIgnore Words words,
            @Nullable RunReport migration) {

        private String line() {
            String what = work.equals("verify") ? step + ", compared" : step;
            return "  %-19s %-10s %s".formatted(what, status, reason == null ? counts() : reason);
        }

        private String counts() {
            if (migration == null) {
                return "";
            }
            if (work.equals("verify")) {
                RunReport.Verified found = migration.verification();
                return found != null && found.passed() ? "source and target agree" : "source and target differ";
            }
            return "%s of %s records: %s"
                    .formatted(
                            Texts.count(words.there(migration.records())),
                            Texts.count(migration.records().total()),
                            words.counts(migration.records()));
        }
    }

    /** For people. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(name + ": " + (status.equals("running") ? "not finished" : status));
        steps.forEach(step -> lines.add(step.line().stripTrailing()));
        lines.add("  %-19s %s".formatted("Time", String.format(Locale.ROOT, "%.1f s", seconds)));
        if (webUi != null && !status.equals("running")) {
            lines.add("  %-19s %s".formatted("Web UI", webUi));
        }
        lines.add("");
        lines.add(
                status.equals("completed")
                        ? "Next: " + Invocation.PROGRAM + " report " + name
                                + "-STEP --format html --out STEP.html   writes a report to hand on"
                        : "Next: the same command goes on from there; steps that are completed are left alone");
        return lines;
    }
}
