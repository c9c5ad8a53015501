package io.longhaul.starter.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers and times for people. */
public final class Texts {

    private Texts() {}

    /** As 1,234,567. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** With its noun: 1 batch, 2 batches. */
    public static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /**
     * What goes where.
     *
     * @param model empty where none plays a part
     */
    public static String moved(String source, String target, String model) {
        return source + " -> " + target + (model.isEmpty() ? "" : " with " + model);
    }

    /** With a capital first letter. */
    public static String capital(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** As 0.4, 12 or 1,234: no more digits than matter. */
    public static String decimal(double number) {
        return number >= 10 || number == Math.rint(number)
                ? count(Math.round(number))
                : String.format(Locale.ROOT, number < 0.1 ? "%.3f" : "%.1f", number);
    }

    /** As 0.4 MB, of 2^20 bytes each. */
    public static String megabytes(long bytes) {
        return decimal(bytes / (double) (1 << 20)) + " MB";
    }

    /** As 0:07, 12:34 or 3:04:05. */
    public static String clock(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds < 3600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Roughly, in the largest unit that fits: 7 s, 3 min, 5 h, 4 days. */
    public static String about(Duration duration) {
        long seconds = Math.max(1, duration.toSeconds());
        if (seconds < 100) {
            return seconds + " s";
        }
        if (seconds < 100 * 60) {
            return Math.round(seconds / 60.0) + " min";
        }
        return seconds < 100 * 3600 ? Math.round(seconds / 3600.0) + " h" : Math.round(seconds / 86400.0) + " days";
    }
}
