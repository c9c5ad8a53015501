package io.longhaul.starter.report;

import io.longhaul.workflows.engine.JobTotals;
import java.util.Locale;

/** Progress on a terminal, in one line that is drawn again and again. */
final class ProgressBar {

    private static final int NARROWEST = 8;
    private static final int WIDEST = 30;

    private ProgressBar() {}

    /** @param columns what the line must fit into */
    static String of(String name, JobTotals totals, Speed speed, int columns) {
        JobTotals.Records records = totals.records();
        long done = Math.min(records.processed() + records.failed() + records.skipped(), records.total());
        double share = records.total() == 0 ? 0 : (double) done / records.total();
        String facts = "%3d%%  %s/%s records  %s/s  %s failed  %s"
                .formatted(
                        (int) (share * 100),
                        Texts.count(done),
                        Texts.count(records.total()),
                        perSecond(speed.perSecond()),
                        Texts.count(records.failed()),
                        left(speed, records.total() - done));
        int room = columns - 1 - name.length() - facts.length() - 4;
        if (room < NARROWEST) {
            String line = name + "  " + facts;
            return line.substring(0, Math.min(line.length(), Math.max(0, columns - 1)));
        }
        int width = Math.min(room, WIDEST);
        int full = (int) (share * width);
        return name + "  " + "█".repeat(full) + "░".repeat(width - full) + "  " + facts;
    }

    private static String perSecond(double speed) {
        return speed < 10 ? String.format(Locale.ROOT, "%.1f", speed) : Texts.count(Math.round(speed));
    }

    private static String left(Speed speed, long records) {
        if (records == 0) {
            return "0:00 left";
        }
        return speed.left(records).map(left -> Texts.clock(left) + " left").orElse("-:-- left");
    }
}
