package io.longhaul.starter.report;

import io.longhaul.activities.ledger.FailureView;
import io.longhaul.activities.ledger.JobView;
import java.util.ArrayList;
import java.util.List;

/**
 * The failed records of a job, as {@code failures} prints them.
 *
 * @param total all of them; {@code failures} may show fewer
 */
public record FailuresReport(String name, String recipe, String job, long total, List<Failure> failures) {

    /** @param key a text for each key column */
    public record Failure(List<String> key, int batch, String error, String failed) {}

    public FailuresReport {
        failures = List.copyOf(failures);
    }

    /** @param shown some of the job's */
    public static FailuresReport of(JobView job, List<FailureView> shown) {
        return new FailuresReport(
                job.name(),
                job.recipe(),
                job.id().toString(),
                job.totals().records().failed(),
                shown.stream()
                        .map(it -> new Failure(
                                it.key().parts(),
                                it.batch(),
                                it.error(),
                                it.failed().toString()))
                        .toList());
    }

    /** For people. */
    public List<String> text() {
        if (failures.isEmpty()) {
            return List.of("No record of " + name + " has failed.");
        }
        Words words = Words.of(recipe);
        List<String> lines = new ArrayList<>();
        lines.add(Texts.count(total, "record", "records") + " of " + name + " " + words.failed() + ":");
        for (Failure failure : failures) {
            lines.add("  %-20s batch %-6d %s"
                    .formatted(String.join(", ", failure.key()), failure.batch(), failure.error()));
        }
        if (failures.size() < total) {
            lines.add("  ... and " + Texts.count(total - failures.size()) + " more: --most " + total + " shows all");
        }
        lines.add(words.mend().formatted(name));
        return lines;
    }
}
