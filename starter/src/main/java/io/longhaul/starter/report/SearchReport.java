package io.longhaul.starter.report;

import io.longhaul.activities.qdrant.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The points nearest to a text, as {@code search} prints them. */
public record SearchReport(String text, String collection, List<Found> points) {

    /** @param id a number or a UUID, as text */
    public record Found(String id, double score, Map<String, @Nullable Object> payload) {}

    public SearchReport {
        points = List.copyOf(points);
    }

    public static SearchReport of(String text, String collection, List<Hit> hits) {
        return new SearchReport(
                text,
                collection,
                hits.stream()
                        .map(hit -> new Found(
                                hit.id().toString(), Math.round(hit.score() * 10_000) / 10_000.0, hit.payload()))
                        .toList());
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (points.isEmpty()) {
            lines.add("Collection " + collection + " is empty.");
        }
        for (Found point : points) {
            String payload = point.payload().entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining("  "));
            lines.add(String.format(Locale.ROOT, "%.4f  %-12s  %s", point.score(), point.id(), payload));
        }
        return lines;
    }
}
