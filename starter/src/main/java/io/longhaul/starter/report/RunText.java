package io.longhaul.starter.report;

import io.longhaul.starter.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The summary after a run. */
final class RunText {

    /** As many examples of what verification found as fit beside the rest; the ledger has more. */
    private static final int EXAMPLES = 5;

    private RunText() {}

    static List<String> of(RunReport report, String target, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(heading(report) + (report.reason() == null ? "" : ": " + report.reason()));
        lines.add(row("Records", records(report, target, words)));
        lines.add(row(
                "Batches",
                "%s of %s completed, %s failed"
                        .formatted(
                                Texts.count(report.batches().completed()),
                                Texts.count(report.batches().total()),
                                Texts.count(report.batches().failed()))));
        if (words.embeds()) {
            lines.add(row("Embeddings", embeddings(report)));
        }
        RunReport.Verified verified = report.verification();
        if (verified != null) {
            lines.add(row("Verified", verified.passed() ? "yes" : "NO"));
            verified.checks().forEach(check -> lines.add(row("", check.toString())));
            verified.examples().stream().limit(EXAMPLES).forEach(example -> lines.add(row("", example)));
        }
        lines.add(row("Time", String.format(Locale.ROOT, "%.1f s", report.seconds())));
        if (report.webUi() != null && !interrupted(report)) {
            lines.add(row("Web UI", report.webUi()));
        }
        if (!interrupted(report)) {
            lines.add("");
            lines.addAll(next(report, words));
        }
        return lines;
    }

    private static String heading(RunReport report) {
        String status = report.status();
        return interrupted(report) ? "Not finished" : Texts.capital(status);
    }

    private static boolean interrupted(RunReport report) {
        return report.status().equals("running");
    }

    private static String records(RunReport report, String target, Words words) {
        if (report.status().equals("completed") && report.records().total() == 0) {
            return "none was left to take in " + target + ": nothing was written";
        }
        return "%s of %s in %s: %s"
                .formatted(
                        Texts.count(words.there(report.records())),
                        Texts.count(report.records().total()),
                        target,
                        words.counts(report.records()));
    }

    private static String embeddings(RunReport report) {
        return "%s in %s, %s"
                .formatted(
                        Texts.count(report.embeddings().texts(), "text", "texts"),
                        Texts.count(report.embeddings().requests(), "request", "requests"),
                        Texts.count(report.embeddings().tokens(), "token", "tokens"));
    }

    private static String row(String what, String text) {
        return "  %-11s %s".formatted(what, text);
    }

    /** Whether a run has nothing left to copy, though source and target differ. */
    private static boolean copied(RunReport report) {
        return report.verification() != null
                && !report.verification().passed()
                && report.batches().completed() == report.batches().total();
    }

    private static List<String> next(RunReport report, Words words) {
        String program = Invocation.PROGRAM + " ";
        List<String> lines = new ArrayList<>();
        switch (report.status()) {
            case "completed" -> lines.add("Next: " + program + words.next().formatted(report.name()));
            case "failed" ->
                lines.add(
                        copied(report)
                                ? "Next: " + program + words.again().formatted(report.name())
                                : "Next: the same command goes on from there");
            default -> lines.add("Next: the same command goes on from there");
        }
        if (report.records().failed() > 0) {
            words.repair().forEach(command -> lines.add("      " + program + command.formatted(report.name())));
        }
        return lines;
    }
}
