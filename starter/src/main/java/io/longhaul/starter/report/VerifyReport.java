package io.longhaul.starter.report;

import io.longhaul.workflows.engine.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What {@code verify} found. */
public record VerifyReport(String name, boolean passed, RunReport.Verified verification, double seconds) {

    public static VerifyReport of(String name, Verification found, Duration took) {
        return new VerifyReport(
                name,
                found.passed(),
                Objects.requireNonNull(RunReport.Verified.of(found)),
                Math.round(took.toMillis() / 100.0) / 10.0);
    }

    /** For people. */
    public List<String> text(String target) {
        List<String> lines = new ArrayList<>();
        lines.add((passed ? "Verified: " : "NOT verified: ") + name + " in " + target);
        verification.checks().forEach(check -> lines.add("  " + check));
        verification.examples().forEach(example -> lines.add("  " + example));
        return lines;
    }
}
