package io.longhaul.starter.document;

import io.longhaul.starter.document.Page.Bars;
import io.longhaul.starter.report.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws amounts over time as SVG. */
final class BarChart {

    private static final int TOP = 18;
    private static final int HEIGHT = 150;
    private static final int BOTTOM = 22;

    /** A chart of less would be a few blocks. */
    private static final int LEAST_SLOTS = 12;

    private BarChart() {}

    static String svg(Bars bars, String id) {
        List<Bars.Bar> all = bars.bars();
        Instant end = all.get(all.size() - 1).from().plus(bars.slot());
        Axis axis = Axis.between(all.get(0).from(), end, bars.slot().multipliedBy(LEAST_SLOTS));
        double step = step(bars);
        double top = Math.max(step, Math.ceil(bars.highest() / step) * step);
        StringBuilder svg = new StringBuilder();
        svg.append("""
                <svg class="plot" role="img" aria-labelledby="%1$s-title %1$s-text" width="100%%" height="%2$d">
                <title id="%1$s-title">%3$s, %4$s</title>
                <desc id="%1$s-text">%5$s</desc>
                """.formatted(
                        id,
                        TOP + HEIGHT + BOTTOM,
                        Html.text(bars.title()),
                        Html.text(bars.unit()),
                        Html.text(bars.description())));
        for (Bars.Bar bar : all) {
            svg.append(bar(bars, bar, axis, top));
        }
        for (double tick = 0; tick <= top; tick += step) {
            svg.append(tick(tick, top));
        }
        return svg.append(axis.labels(TOP + HEIGHT + BOTTOM - 5))
                .append("</svg>\n")
                .toString();
    }

    private static String bar(Bars bars, Bars.Bar bar, Axis axis, double top) {
        StringBuilder drawn = new StringBuilder("<g><title>" + Html.text(words(bars, bar)) + "</title>");
        double below = TOP + HEIGHT;
        for (int i = 0; i < bars.series().size(); i++) {
            double height = bar.amounts().get(i) / top * HEIGHT;
            if (height > 0) {
                // What is there can be seen, however little it is.
                double shown = Math.max(1.5, height);
                below -= shown;
                drawn.append("<rect class=\"bar %s\" x=\"%s%%\" y=\"%s\" width=\"%s%%\" height=\"%s\"/>"
                        .formatted(
                                ink(bars.series().get(i)),
                                Axis.number(axis.at(bar.from())),
                                Axis.number(below),
                                Axis.number(axis.share(bars.slot())),
                                Axis.number(shown)));
            }
        }
        return drawn.append("</g>\n").toString();
    }

    private static String words(Bars bars, Bars.Bar bar) {
        StringBuilder words = new StringBuilder(Moments.full(bar.from())).append(": ");
        for (int i = 0; i < bars.series().size(); i++) {
            words.append(i == 0 ? "" : ", ")
                    .append(Texts.decimal(bar.amounts().get(i)))
                    .append(' ')
                    .append(bars.series().get(i).name());
        }
        return words.toString();
    }

    private static String tick(double tick, double top) {
        double y = TOP + HEIGHT - tick / top * HEIGHT;
        return """
                <line class="grid" x1="0" x2="100%%" y1="%1$s" y2="%1$s"/>
                <text class="tick" x="-8" y="%2$s" text-anchor="end">%3$s</text>
                """.formatted(Axis.number(y), Axis.number(y + 4), Html.text(Texts.decimal(tick)));
    }

    /** There is no half a record. */
    private static double step(Bars bars) {
        boolean whole = bars.bars().stream()
                .flatMap(bar -> bar.amounts().stream())
                .allMatch(amount -> amount == Math.rint(amount));
        return whole ? Math.max(1, step(bars.highest())) : step(bars.highest());
    }

    /** A round number, two to five of which make up the highest bar. */
    static double step(double highest) {
        if (highest <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(highest)));
        double leading = highest / power;
        return power * (leading < 2 ? 0.5 : leading < 5 ? 1 : 2);
    }

    /** None for a single series, which the title names. */
    static String legend(Bars bars) {
        if (bars.series().size() < 2) {
            return "";
        }
        return bars.seen().stream()
                .map(series -> "<span class=\"key %s\">%s</span>".formatted(ink(series), Html.text(series.name())))
                .collect(Collectors.joining("", "<span class=\"legend\">", "</span>"));
    }

    private static String ink(Bars.Series series) {
        return series.ink().name().toLowerCase(Locale.ROOT);
    }
}
