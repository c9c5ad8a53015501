package io.longhaul.starter.document;

import io.longhaul.starter.document.Page.Timeline;
import java.time.Duration;

/** Draws phases over time as SVG: a lane for each, with its name above it. */
final class TimelineChart {

    private static final int LANE = 36;
    private static final int BOTTOM = 22;

    private TimelineChart() {}

    static String svg(Timeline timeline, String id) {
        Axis axis = Axis.between(timeline.from(), timeline.until(), Duration.ofSeconds(1));
        StringBuilder svg = new StringBuilder();
        int height = timeline.lanes().size() * LANE + BOTTOM;
        svg.append("""
                <svg role="img" aria-labelledby="%1$s-title %1$s-text" width="100%%" height="%2$d">
                <title id="%1$s-title">%3$s</title>
                <desc id="%1$s-text">%4$s</desc>
                """.formatted(id, height, Html.text(timeline.title()), Html.text(timeline.description())));
        int y = 0;
        for (Timeline.Lane lane : timeline.lanes()) {
            svg.append(lane(lane, axis, y));
            y += LANE;
        }
        return svg.append(axis.labels(height - 5)).append("</svg>\n").toString();
    }

    private static String lane(Timeline.Lane lane, Axis axis, int y) {
        StringBuilder drawn = new StringBuilder("""
                <text class="lane" x="0" y="%d">%s</text>
                <rect class="track" x="0" y="%d" width="100%%" height="10" rx="3"/>
                """.formatted(y + 14, Html.text(lane.label()), y + 20));
        for (Timeline.Span span : lane.spans()) {
            drawn.append(
                    "<rect class=\"bar main\" x=\"%s%%\" y=\"%d\" width=\"%s%%\" height=\"10\"><title>%s</title></rect>\n"
                            .formatted(
                                    Axis.number(axis.at(span.from())),
                                    y + 20,
                                    Axis.number(axis.width(span.from(), span.until())),
                                    Html.text(span.text())));
        }
        return drawn.toString();
    }
}
