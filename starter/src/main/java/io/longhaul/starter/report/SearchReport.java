package io.longhaul.starter.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The points nearest to a text, as {@code search} prints them. */
public record SearchReport(String text, String collection, List<Found> points) {

    /**
     * A point.
     *
     * @param id a number or a UUID, as text
     * @param excerpt the beginning of its text in the source, as that is now; null where the source can't be asked
     */
    public record Found(
            String id,
            double score,
            Map<String, @Nullable Object> payload,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String excerpt) {}

    public SearchReport {
        points = List.copyOf(points);
    }

    /** For people, without the payload fields that are Longhaul's own. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (points.isEmpty()) {
            lines.add("Collection " + collection + " is empty.");
        }
        for (Found point : points) {
            String payload = point.payload().entrySet().stream()
                    .filter(entry -> !entry.getKey().startsWith("_"))
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining("  "));
            lines.add(String.format(Locale.ROOT, "%.4f  point %s  %s", point.score(), point.id(), payload));
            if (point.excerpt() != null) {
                lines.add("        " + point.excerpt());
            }
        }
        return lines;
    }
}
