package io.longhaul.starter.testrun;

import io.longhaul.activities.ledger.FoundIssue;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.starter.report.Texts;
import io.longhaul.workflows.engine.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Each test run beside the one before it, in the form in which teams keep such a log: what was resolved, what remains, what
 * is new, what was copied, and what to do next.
 */
public final class History {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /**
     * A run, and the copy that went on from it.
     *
     * @param job null where none did
     * @param tablesCopied of those that have rows
     */
    public record Entry(TestRun run, @Nullable JobView job, int tablesCopied) {}

    private final ZoneId zone;

    public History(ZoneId zone) {
        this.zone = zone;
    }

    /** @param entries the first run first */
    public List<String> text(List<Entry> entries) {
        List<String> lines = new ArrayList<>();
        List<FoundIssue> before = List.of();
        for (Entry entry : entries) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(one(entry, before));
            before = entry.run().open();
        }
        return lines;
    }

    private List<String> one(Entry entry, List<FoundIssue> before) {
        TestRun run = entry.run();
        List<FoundIssue> open = run.open();
        List<FoundIssue> resolved =
                before.stream().filter(issue -> isMissing(issue, open)).toList();
        List<FoundIssue> fresh =
                open.stream().filter(issue -> isMissing(issue, before)).toList();
        List<String> lines = new ArrayList<>();
        lines.add("Date: " + DATE.format(run.started().atZone(zone)));
        lines.add("Test Run #: " + run.number());
        lines.add("Previous Issues: %d resolved, %d remaining".formatted(resolved.size(), open.size() - fresh.size()));
        lines.add("New Issues Found: " + fresh.size());
        lines.add("");
        lines.add("Results:");
        lines.addAll(results(entry));
        lines.add("");
        lines.add("Issues Resolved This Run:");
        lines.addAll(numbered(resolved.stream()
                .map(issue -> title(issue) + " - " + fix(issue, run))
                .toList()));
        lines.add("");
        lines.add("New Issues Found:");
        lines.addAll(numbered(fresh.stream()
                .map(issue -> title(issue) + " - Priority: " + issue.severity())
                .toList()));
        lines.add("");
        lines.add("Next Actions:");
        actions(entry).forEach(action -> lines.add("- [ ] " + action));
        return lines;
    }

    private static boolean isMissing(FoundIssue issue, List<FoundIssue> among) {
        return among.stream().noneMatch(issue::sameAs);
    }

    private static List<String> results(Entry entry) {
        TestRun run = entry.run();
        JobView job = entry.job();
        int tables = run.tables();
        // Tables without rows have no batch to be seen by.
        boolean whole = job != null && job.status() == JobStatus.COMPLETED;
        int migrated = whole ? tables : entry.tablesCopied();
        long records = job == null ? 0 : job.totals().records().processed();
        Instant end = job == null || job.finished() == null ? run.finished() : job.finished();
        return List.of(
                "- Tables Migrated: %d/%d (%d%%)"
                        .formatted(migrated, tables, tables == 0 ? 100 : 100 * migrated / tables),
                "- Records Migrated: " + Texts.count(records) + " total",
                "- Validation Status: " + validation(job),
                String.format(
                        Locale.ROOT,
                        "- Test Duration: %.1f minutes",
                        Duration.between(run.started(), end).toMillis() / 60_000.0));
    }

    private static String validation(@Nullable JobView job) {
        if (job == null || job.verification() == null) {
            return "not run";
        }
        return job.verification().passed() ? "PASS" : "FAIL";
    }

    private static String title(FoundIssue issue) {
        return "[" + issue.category() + "] " + (issue.where().isEmpty() ? "" : issue.where() + ": ") + issue.kind()
                + (issue.rows() == 0 ? "" : ", " + Texts.count(issue.rows(), "row", "rows"));
    }

    /** What resolved an issue: a rule, or the source itself. */
    private static String fix(FoundIssue issue, TestRun run) {
        return run.issues().stream()
                .filter(issue::sameAs)
                .map(FoundIssue::rule)
                .filter(rule -> rule != null)
                .findFirst()
                .map(rule -> "Fix applied: " + rule)
                .orElse("Fix applied: by a rule for its type or values, or in the source");
    }

    private static List<String> numbered(List<String> lines) {
        List<String> numbered = new ArrayList<>();
        for (String line : lines) {
            numbered.add((numbered.size() + 1) + ". " + line);
        }
        return numbered.isEmpty() ? List.of("none") : numbered;
    }

    private static List<String> actions(Entry entry) {
        List<String> actions = new ArrayList<>();
        for (FoundIssue issue : entry.run().open()) {
            actions.add("Decide on " + title(issue)
                    + (issue.proposal() == null ? "" : ", for instance by " + issue.proposal()));
        }
        JobView job = entry.job();
        if (job == null && actions.isEmpty()) {
            actions.add("Run the copy");
        } else if (job != null
                && job.verification() != null
                && !job.verification().passed()) {
            actions.add("Look at what verification found: " + job.verification().findings());
        } else if (job != null
                && job.status() != JobStatus.COMPLETED
                && entry.run().passed()) {
            actions.add("Go on with the copy, which is " + job.status().word());
        } else if (actions.isEmpty()) {
            actions.add("Check that the target is ready for production");
        }
        return actions;
    }
}
