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

    static List<String> of(RunReport report, String target) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(report.capitalised() + (report.reason() == null ? "" : ": " + report.reason()));
        lines.add(row(
                "Records",
                "%s of %s in %s: %s written, %s unchanged, %s failed",
                Texts.count(report.records().processed() + report.records().skipped()),
                Texts.count(report.records().total()),
                target,
                Texts.count(report.records().processed()),
                Texts.count(report.records().skipped()),
                Texts.count(report.records().failed())));
        lines.add(row(
                "Batches",
                "%s of %s completed, %s failed",
                Texts.count(report.batches().completed()),
                Texts.count(report.batches().total()),
                Texts.count(report.batches().failed())));
        lines.add(row(
                "Embeddings",
                "%s in %s, %s",
                Texts.count(report.embeddings().texts(), "text", "texts"),
                Texts.count(report.embeddings().requests(), "request", "requests"),
                Texts.count(report.embeddings().tokens(), "token", "tokens")));
        RunReport.Verified verified = report.verification();
        if (verified != null) {
            lines.add(row(
                    "Verified",
                    "%s: %s of %s eligible records there, %s compared by content, %s with no source row",
                    verified.passed() ? "yes" : "NO",
                    Texts.count(verified.eligible() - verified.missing()),
                    Texts.count(verified.eligible()),
                    Texts.count(verified.sampled()),
                    Texts.count(verified.orphans())));
            verified.examples().stream().limit(EXAMPLES).forEach(example -> lines.add("              " + example));
        }
        lines.add(row("Time", "%s s", String.format(Locale.ROOT, "%.1f", report.seconds())));
        if (report.webUi() != null) {
            lines.add(row("Web UI", "%s", report.webUi()));
        }
        lines.add("");
        lines.addAll(next(report));
        return lines;
    }

    private static String row(String what, String form, Object... arguments) {
        return "  %-11s %s".formatted(what, form.formatted(arguments));
    }

    private static List<String> next(RunReport report) {
        String program = Invocation.PROGRAM + " ";
        List<String> lines = new ArrayList<>();
        switch (report.status()) {
            case "completed" -> lines.add("Next: " + program + "search \"what to look for\"");
            case "paused" -> lines.add("Next: " + program + "resume " + report.name());
            default -> lines.add("Next: the same command goes on from there");
        }
        if (report.records().failed() > 0) {
            lines.add("      " + program + "failures " + report.name() + "   says why records failed");
            lines.add("      " + program + "retry-failed " + report.name() + "   tries them again");
        }
        return lines;
    }
}
