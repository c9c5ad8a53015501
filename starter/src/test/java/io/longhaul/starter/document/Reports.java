package io.longhaul.starter.document;

import io.longhaul.activities.repartition.PartitionHealth;
import io.longhaul.starter.report.LayoutReport;
import io.longhaul.starter.report.LogReport;
import io.longhaul.starter.report.PartitionsReport;
import io.longhaul.starter.report.RunReport;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobTotals;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Made reports, one of each sort. */
final class Reports {

    /** What a name, a reason or a key must not do to a document. */
    static final String HOSTILE = "<script src='http://evil'>&amp; **`x`** | [a](b) \u0007\n# y \"z\"";

    private static final Instant BEGUN = Instant.parse("2026-03-29T10:00:00Z");

    private Reports() {}

    /** A job that was made and never begun. */
    static Report empty() {
        return new Report(
                "memos",
                "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
                "embed",
                "db:3306/notes.ip_summary",
                "qdrant:6334/memos",
                "text-embedding-3-small/1536",
                BEGUN,
                new Report.State("pending", false, null, null, null, "Not begun yet.", BEGUN, null, null),
                new JobTotals.Records(0, 0, 0, 0),
                new Report.Batches(100, 0, 0, 0, 0, 0, 0),
                new Report.Speed(0, 0),
                List.of(),
                new Report.Flow(1, List.of()),
                new Report.Failures(0, 0, List.of(), List.of()),
                List.of(),
                new Report.Embeddings(0, 0, 0, null, null),
                null,
                null,
                null,
                null,
                List.of(),
                null,
                List.of(),
                Map.of());
    }

    /** Copying for 20 s. */
    static Report running() {
        Report empty = empty();
        return new Report(
                empty.name(),
                empty.job(),
                empty.recipe(),
                empty.source(),
                empty.target(),
                empty.model(),
                BEGUN.plusSeconds(22),
                new Report.State("running", true, "copy", null, null, "Running, in phase copy.", BEGUN, BEGUN, null),
                new JobTotals.Records(10_000, 1_500, 0, 500),
                new Report.Batches(100, 100, 20, 8, 72, 0, 1),
                new Report.Speed(20, 100),
                List.of(
                        new Report.InPhase(0, "preflight", BEGUN, BEGUN.plusSeconds(2), 2),
                        new Report.InPhase(0, "copy", BEGUN.plusSeconds(2), null, 20)),
                new Report.Flow(
                        1,
                        List.of(
                                new Report.Flow.Slot(BEGUN.plusSeconds(5), 1_000, 0, 0),
                                new Report.Flow.Slot(BEGUN.plusSeconds(9), 500, 500, 0))),
                empty.failures(),
                List.of(),
                new Report.Embeddings(15, 1_500, 40_000, new BigDecimal("0.02"), new BigDecimal("0.0008")),
                null,
                null,
                null,
                null,
                List.of(new Report.Round(0, BEGUN.plusSeconds(2), BEGUN.plusSeconds(10), 1_500, 500, 0)),
                null,
                List.of(new Report.Worker("4711@host", 20, 2_000, BEGUN.plusSeconds(2), BEGUN.plusSeconds(10))),
                Map.of("MYSQL_TABLE", "ip_summary"));
    }

    /** Every text that comes from outside is hostile. */
    static Report failed() {
        Report running = running();
        return new Report(
                HOSTILE,
                running.job(),
                running.recipe(),
                HOSTILE,
                HOSTILE,
                HOSTILE,
                running.made(),
                new Report.State("failed", false, "done", HOSTILE, null, HOSTILE, BEGUN, BEGUN, BEGUN.plusSeconds(22)),
                new JobTotals.Records(2_000, 1_500, 107, 393),
                new Report.Batches(100, 20, 19, 0, 0, 1, 3),
                running.speed(),
                running.phases(),
                new Report.Flow(1, List.of(new Report.Flow.Slot(BEGUN, 1_500, 393, 107))),
                new Report.Failures(
                        107,
                        2,
                        List.of(new Report.Failures.Kind(HOSTILE, 7, List.of(List.of("17", HOSTILE)))),
                        List.of(new Report.Failures.FailedBatches("UNAVAILABLE", HOSTILE, 1, 100))),
                List.of(new Report.Issue(
                        HOSTILE, "HIGH", HOSTILE, HOSTILE, 3, List.of(List.of(HOSTILE)), true, HOSTILE, null)),
                running.embeddings(),
                new RunReport.Verified(
                        false, List.of(new Check("records in the target", 2_000, 3, true)), List.of(HOSTILE)),
                new PartitionsReport(
                        HOSTILE,
                        new PartitionHealth.Distribution(2, 1, 750, 1_500, 0, 1_061),
                        List.of(new PartitionHealth.Partition(HOSTILE, HOSTILE, 1_500, 100, 2, 7, 8_192, "SKEWED"))),
                new LayoutReport("swapped", HOSTILE, HOSTILE),
                new LogReport(true, 12_345, true, 3 << 20, HOSTILE),
                running.rounds(),
                null,
                List.of(new Report.Worker(HOSTILE, 1, 1, BEGUN, null)),
                Map.of("MYSQL_TABLE", HOSTILE));
    }

    /** In step for two rounds, with points that no row has any more. */
    static Report completed() {
        Report running = running();
        return new Report(
                running.name(),
                running.job(),
                running.recipe(),
                running.source(),
                running.target(),
                running.model(),
                running.made(),
                new Report.State(
                        "completed", false, "done", null, null, "Completed.", BEGUN, BEGUN, BEGUN.plusSeconds(922)),
                new JobTotals.Records(2_012, 2_012, 0, 0),
                new Report.Batches(100, 21, 21, 0, 0, 0, 0),
                running.speed(),
                List.of(
                        new Report.InPhase(0, "copy", BEGUN, BEGUN.plusSeconds(20), 20),
                        new Report.InPhase(1, "copy", BEGUN.plusSeconds(900), BEGUN.plusSeconds(902), 2)),
                running.flow(),
                running.failures(),
                List.of(),
                running.embeddings(),
                new RunReport.Verified(
                        true,
                        List.of(
                                new Check("records in the target", 2_012, 0, true),
                                new Check("points with a source row", 2_015, 3, false)),
                        List.of()),
                null,
                null,
                null,
                List.of(
                        new Report.Round(1, BEGUN.plusSeconds(900), BEGUN.plusSeconds(902), 12, 0, 0),
                        new Report.Round(0, BEGUN, BEGUN.plusSeconds(20), 2_000, 0, 0)),
                new ScheduleReport("memos", "longhaul/memos", "15m", false, "2026-03-29T10:30:00Z", null),
                running.workers(),
                running.settings());
    }

    static List<Report> all() {
        return List.of(empty(), running(), failed(), completed());
    }
}
