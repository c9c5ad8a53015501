package io.longhaul.starter.readiness;

import static io.longhaul.starter.report.Texts.count;

import io.longhaul.activities.postgres.TargetVerification;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.postgres.readiness.Encoding;
import io.longhaul.activities.postgres.readiness.ForeignKeys;
import io.longhaul.activities.postgres.readiness.Migrated;
import io.longhaul.activities.postgres.readiness.RowCounts;
import io.longhaul.activities.postgres.readiness.SampledRows;
import io.longhaul.activities.postgres.readiness.Truncation;
import io.longhaul.starter.readiness.Point.Group;
import io.longhaul.starter.readiness.Point.Open;
import io.longhaul.starter.readiness.Verdict.Fail;
import io.longhaul.starter.readiness.Verdict.Pass;
import io.longhaul.starter.readiness.Verdict.Sign;
import io.longhaul.workflows.engine.Verification;
import java.util.List;
import java.util.stream.Stream;

/** Whether the data are what they were. */
final class DataPoints {

    private static final String AGAIN = "find who wrote to the target or the source since, or reset and run again";

    /** Of examples, as many as a line holds. */
    private static final int FEW = 5;

    private final Migrated migrated;
    private final int sample;
    private final Watch watch;

    DataPoints(Migrated migrated, int sample, Watch watch) {
        this.migrated = migrated;
        this.sample = sample;
        this.watch = watch;
    }

    Stream<Open> all() {
        return Stream.of(
                new Open(Group.DATA, "All table counts match exactly", this::counts),
                new Open(Group.DATA, "Sample data integrity verified", this::sample),
                new Open(Group.DATA, "Foreign key relationships intact", this::foreignKeys),
                new Open(Group.DATA, "No data truncation occurred", this::truncation),
                new Open(Group.DATA, "Character encoding preserved", this::encoding));
    }

    static String few(List<String> examples) {
        return String.join("; ", examples.subList(0, Math.min(FEW, examples.size())))
                + (examples.size() > FEW ? "; and " + (examples.size() - FEW) + " more" : "");
    }

    private Verdict counts() {
        List<RowCounts.Count> counts = new RowCounts(migrated).run(watch);
        List<String> wrong = counts.stream()
                .filter(count -> !count.exact())
                .map(RowCounts.Count::toString)
                .toList();
        if (!wrong.isEmpty()) {
            return new Fail(few(wrong), AGAIN);
        }
        long withoutRule =
                counts.stream().mapToLong(RowCounts.Count::withoutRule).sum();
        String evidence = "%s of %s: %s in the target, %s in the quarantine, %s left out by rules"
                .formatted(
                        count(counts.stream().mapToLong(RowCounts.Count::source).sum(), "row", "rows"),
                        count(counts.size(), "table", "tables"),
                        count(counts.stream().mapToLong(RowCounts.Count::target).sum()),
                        count(counts.stream()
                                .mapToLong(RowCounts.Count::quarantined)
                                .sum()),
                        count(counts.stream()
                                .mapToLong(RowCounts.Count::dropped)
                                .sum()));
        return withoutRule == 0
                ? new Pass(evidence)
                : new Fail(
                        evidence + "; no rule sent " + count(withoutRule) + " of them to the quarantine",
                        "give each a rule, reset and run again");
    }

    private Verdict sample() {
        SampledRows.Result found = new SampledRows(migrated).run(sample, watch);
        if (!found.differing().isEmpty()) {
            return new Fail(
                    "%s of %s differ: %s"
                            .formatted(
                                    count(found.differing().size()),
                                    count(found.rows(), "sampled row", "sampled rows"),
                                    few(found.differing())),
                    AGAIN);
        }
        Verification all = new TargetVerification(
                        migrated.target(), migrated.file(), migrated.state(), migrated.plan(), migrated.job())
                .run(watch);
        return all.passed()
                ? new Pass("%s equal value by value, such as %s; and the checksums of all rows agree"
                        .formatted(count(found.rows(), "sampled row is", "sampled rows are"), few(found.examples())))
                : new Fail(all.findings() + ": " + few(all.examples()), AGAIN);
    }

    private Verdict foreignKeys() {
        ForeignKeys.Result found = new ForeignKeys(migrated).run(watch);
        return found.broken().isEmpty()
                ? new Pass(count(found.keys(), "foreign key is", "foreign keys are")
                        + " validated, and a query finds no row without its parent")
                : new Fail(few(found.broken()), "run the migration to its end, or find who dropped them");
    }

    private Verdict truncation() {
        Truncation.Result found = new Truncation(migrated).run(watch);
        if (!found.lost().isEmpty()) {
            return new Fail("the target has shorter texts: " + few(found.lost()), AGAIN);
        }
        String evidence = "%s compared by the longest value, up to %s"
                .formatted(
                        count(found.columns(), "column of texts", "columns of texts"),
                        count(found.longest(), "character", "characters"));
        return found.byRule() == 0
                ? new Pass(evidence + ": none is shorter, but for rows that rules keep out or replace")
                : new Sign("%s; rules have cut %s, in %s: is that as it should be?"
                        .formatted(evidence, count(found.byRule(), "value", "values"), few(found.ruled())));
    }

    private Verdict encoding() {
        Encoding.Result found = new Encoding(migrated).run(watch);
        if (!found.server().equals("UTF8")) {
            return new Fail(
                    "the target's database is encoded in " + found.server(),
                    "create it with ENCODING 'UTF8', and run again");
        }
        return found.differing().isEmpty()
                ? new Pass("%s beyond ASCII came back byte for byte; the database is UTF8"
                        .formatted(count(found.texts(), "text", "texts")))
                : new Fail("texts beyond ASCII differ in " + few(found.differing()), AGAIN);
    }
}
