package io.longhaul.starter.testrun;

import io.longhaul.activities.ledger.FoundIssue;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.starter.report.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The issues of one discovery, for people: all of them by category, and the rules to paste into the spec. */
public final class IssueList {

    private IssueList() {}

    /**
     * The same as data.
     *
     * @param order of the tables that are copied: those that others refer to come first
     */
    public record Report(
            String name, int testRun, int tables, long rows, int open, List<String> order, List<FoundIssue> issues) {
        public static Report of(TestRun run, List<String> order) {
            return new Report(
                    run.name(),
                    run.number(),
                    run.tables(),
                    run.rows(),
                    run.open().size(),
                    order,
                    run.issues());
        }
    }

    public static List<String> text(TestRun run) {
        List<String> lines = new ArrayList<>();
        lines.add("Test run %d of %s: %s in %s read, %s, %d without a rule"
                .formatted(
                        run.number(),
                        run.name(),
                        Texts.count(run.rows(), "row", "rows"),
                        Texts.count(run.tables(), "table", "tables"),
                        Texts.count(run.issues().size(), "issue", "issues"),
                        run.open().size()));
        Map<String, List<FoundIssue>> categories = run.issues().stream()
                .collect(Collectors.groupingBy(FoundIssue::category, LinkedHashMap::new, Collectors.toList()));
        categories.forEach((category, issues) -> {
            lines.add("");
            lines.add(category);
            issues.forEach(issue -> lines.addAll(lines(issue)));
        });
        List<String> proposals = run.open().stream()
                .map(FoundIssue::proposal)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (!proposals.isEmpty()) {
            lines.add("");
            lines.add("Rules for what has none, to be looked at and pasted below relational: rules: in the spec:");
            lines.add("");
            proposals.forEach(rule -> lines.add("    " + rule));
        }
        return lines;
    }

    private static List<String> lines(FoundIssue issue) {
        List<String> lines = new ArrayList<>();
        lines.add("  %-4s %s%s%s"
                .formatted(
                        issue.severity(),
                        issue.where().isEmpty() ? "" : issue.where() + ": ",
                        issue.kind(),
                        issue.rows() == 0 ? "" : ", " + Texts.count(issue.rows(), "row", "rows")));
        lines.add("       " + issue.effect());
        if (!issue.examples().isEmpty()) {
            lines.add("       such as " + String.join("; ", issue.examples()));
        }
        if (issue.rule() != null) {
            lines.add("       rule: " + issue.rule());
        }
        return lines;
    }
}
