package io.longhaul.starter.report;

import io.longhaul.starter.Invocation;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.repartition.RepartitionSpec;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.util.List;

/**
 * How reports speak of a recipe. In what to do, {@code %1$s} is the migration's name.
 *
 * @param embeds whether it pays for embeddings
 * @param skipped what records are that need not be written
 * @param skippedAreThere whether they are in the target all the same
 * @param failed what records are that could not be written
 * @param next what to do after a run that completed
 * @param repair what to do about failed records, each a command with what it does
 * @param mend the same in a sentence, for somebody who was not there
 * @param resume a command that goes on with a run that was cut off
 * @param again a command for a run that copied all, so that there is nothing to go on with
 */
public record Words(
        boolean embeds,
        String skipped,
        boolean skippedAreThere,
        String failed,
        String next,
        List<String> repair,
        String mend,
        String resume,
        String again) {

    private static final String ANEW =
            "verify %1$s --spec SPEC compares again; reset SPEC takes back what was made, and then run SPEC begins anew";

    private static final Words EMBED = new Words(
            true,
            "unchanged",
            true,
            "failed",
            "search \"what to look for\"",
            List.of("failures %1$s   says why records failed", "retry-failed %1$s   tries them again"),
            "Once they are mended at the source, " + Invocation.PROGRAM + " retry-failed %1$s takes up exactly these.",
            "--name %1$s goes on with it",
            "--name %1$s compares every record, and writes what differs");

    private static final Words RELATIONAL = new Words(
            false,
            "kept out by rules",
            false,
            "quarantined",
            "report %1$s --format html --out %1$s.html   writes a report to hand on",
            List.of("failures %1$s   says why records were quarantined"),
            "They are in the quarantine schema as they were, each with its reason; a rule in the spec says what becomes of"
                    + " their like.",
            "run SPEC goes on with it, by the same spec",
            ANEW);

    private static final Words VECTORS = new Words(
            false,
            "skipped",
            true,
            "failed",
            "report %1$s --format html --out %1$s.html   writes a report to hand on",
            List.of("failures %1$s   says why records failed", "retry-failed %1$s --spec SPEC   tries them again"),
            "Once they are mended at the source, " + Invocation.PROGRAM
                    + " retry-failed %1$s --spec SPEC takes up exactly these.",
            "run SPEC goes on with it, by the same spec",
            ANEW);

    private static final Words BACKFILL = new Words(
            false,
            "filled by others",
            true,
            "failed",
            "report %1$s --format html --out %1$s.html   writes a report to hand on",
            List.of(),
            "",
            "run SPEC goes on with it, by the same spec",
            "run SPEC looks at every row again, and fills those that lack their value");

    private static final Words REPARTITION = new Words(
            false,
            "deleted meanwhile",
            false,
            "failed",
            "backups list   shows what is kept of the table, and until when",
            List.of(),
            "",
            "run SPEC goes on with it, by the same spec",
            "run SPEC compares both tables once more");

    /** Of a newer version, or the test job of a check: a list shows them, too. */
    private static final Words OTHER = new Words(
            false,
            "skipped",
            true,
            "failed",
            "report %1$s   writes a report to hand on",
            List.of("failures %1$s   says why records failed"),
            "The same command takes them up again.",
            "run SPEC goes on with it, by the same spec",
            ANEW);

    public Words {
        repair = List.copyOf(repair);
    }

    /** @param recipe as the ledger has it */
    public static Words of(String recipe) {
        return switch (recipe) {
            case BackfillSpec.RECIPE -> BACKFILL;
            case EmbedSpec.RECIPE -> EMBED;
            case RelationalSpec.RECIPE -> RELATIONAL;
            case RepartitionSpec.RECIPE -> REPARTITION;
            case VectorsSpec.RECIPE -> VECTORS;
            default -> OTHER;
        };
    }

    /** How many records are in the target. */
    public long there(JobTotals.Records records) {
        return records.processed() + (skippedAreThere ? records.skipped() : 0);
    }

    /** As {@code 12 written, 3 unchanged, 0 failed}. */
    String counts(JobTotals.Records records) {
        return Texts.count(records.processed()) + " written, " + Texts.count(records.skipped()) + " " + skipped + ", "
                + Texts.count(records.failed()) + " " + failed;
    }
}
