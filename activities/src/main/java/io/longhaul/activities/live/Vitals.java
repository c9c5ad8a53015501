package io.longhaul.activities.live;

import io.longhaul.workflows.live.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a database is at one moment; the units are those of {@link Limits}.
 *
 * @param vacuums that are at work on the table
 */
record Vitals(double replicationLag, double deadRows, int activeSessions, int lockWaits, long probe, int vacuums) {

    private record Measure(double value, double limit, String words) {
        double load() {
            return limit == 0 ? 0 : value / limit;
        }
    }

    /** Compared with the limits. */
    Pace pace(Limits limits) {
        List<Measure> measures = new ArrayList<>();
        measures.add(new Measure(
                replicationLag, limits.replicationLag(), text("a standby is %.1f s behind", replicationLag)));
        measures.add(new Measure(
                deadRows,
                limits.deadRows(),
                text("the table has %.2f dead rows for each live one", deadRows)
                        + (vacuums > 0 ? " and is being vacuumed" : " and no vacuum is at work on it")));
        measures.add(new Measure(
                activeSessions, limits.activeSessions(), activeSessions + " sessions of others are at work"));
        measures.add(new Measure(lockWaits, limits.lockWaits(), lockWaits + " sessions wait for a lock of ours"));
        measures.add(new Measure(probe, limits.probe(), "reading one row takes " + probe + " ms"));
        Measure worst = measures.get(0);
        for (Measure measure : measures) {
            worst = measure.load() > worst.load() ? measure : worst;
        }
        String why = worst.words() + " (limit " + text("%s", plain(worst.limit())) + ")";
        if (worst.load() > 1) {
            return new Pace.Wait(why);
        }
        return worst.load() > 0.5 ? new Pace.Slow(why) : new Pace.Go();
    }

    private static String plain(double limit) {
        return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
