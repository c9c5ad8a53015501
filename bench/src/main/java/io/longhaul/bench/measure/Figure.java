package io.longhaul.bench.measure;

import java.util.List;
import java.util.Locale;

/**
 * A row of the table.
 *
 * @param goal in words
 * @param reached whether the goal is; true where there is none
 * @param details what else was seen
 */
record Figure(String measure, String goal, String figure, boolean reached, String details) {

    static final List<String> COLUMNS = List.of("measure", "to reach", "reached", "", "details");

    static Figure atLeast(String measure, double goal, double value, String details) {
        return new Figure(measure, "≥ " + number(goal), number(value), value >= goal, details);
    }

    static Figure atMost(String measure, double goal, double value, String details) {
        return new Figure(measure, "≤ " + number(goal), number(value), value <= goal, details);
    }

    static Figure within(String measure, double least, double most, double value, String details) {
        return new Figure(
                measure, number(least) + "–" + number(most), number(value), value >= least && value <= most, details);
    }

    static Figure only(String measure, String figure, String details) {
        return new Figure(measure, "a figure", figure, true, details);
    }

    /** Where the measure itself failed, which is not reached whatever its goal. */
    static Figure broken(String measure, Exception failure) {
        return new Figure(measure, "to be measured", "-", false, failure.toString());
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) >= 10
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    List<String> cells() {
        return List.of(measure, goal, figure, goal.equals("a figure") ? "" : reached ? "reached" : "MISSED", details);
    }
}
