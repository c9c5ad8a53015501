package io.longhaul.activities.relational;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which formats the dates of a column may have that are not read without a rule. */
final class DateEvidence {

    private final Map<List<String>, Long> found = new LinkedHashMap<>();

    void add(List<String> formats) {
        found.merge(formats, 1L, Long::sum);
    }

    /**
     * Formats that read all of them, or none where one text may be two different days, and no other text tells which is
     * meant.
     */
    Optional<List<String>> formats() {
        Set<String> sure = new LinkedHashSet<>();
        found.keySet().stream().filter(formats -> formats.size() == 1).forEach(sure::addAll);
        for (List<String> formats : found.keySet()) {
            long possible = formats.stream().filter(sure::contains).count();
            if (possible != 1) {
                return Optional.empty();
            }
        }
        Set<String> ordered = new LinkedHashSet<>();
        if (sure.contains(TemporalFormat.ISO)) {
            ordered.add(TemporalFormat.ISO);
        }
        ordered.addAll(sure);
        return Optional.of(List.copyOf(ordered));
    }
}
