package io.longhaul.starter.report;

import io.longhaul.activities.repartition.swap.Waiting;
import java.util.List;

/**
 * Writes to a table that are logged for the one beside it.
 *
 * @param swapped whether the table has its new layout, and the log is for the way back
 * @param estimated whether {@code writes} were too many to be counted
 * @param bytes that the log takes on disk
 */
public record LogReport(boolean swapped, long writes, boolean estimated, long bytes, String since) {

    private static final double MEGABYTE = 1 << 20;

    public static LogReport of(Waiting waiting) {
        return new LogReport(
                waiting.swapped(),
                waiting.writes(),
                waiting.estimated(),
                waiting.bytes(),
                waiting.since().toString());
    }

    /** For people: what is in it, then what ends it. */
    public List<String> text() {
        return List.of(
                (estimated ? "about " : "") + Texts.count(writes, "write waits", "writes wait") + " for the "
                        + (swapped ? "old" : "new") + " table, " + Texts.decimal(bytes / MEGABYTE) + " MB, since "
                        + since,
                swapped
                        ? "to run it again carries them over, finalize or rollback ends the log"
                        : "the end of the run carries them over, rollback ends the log");
    }
}
