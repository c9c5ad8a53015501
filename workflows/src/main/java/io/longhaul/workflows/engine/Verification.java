package io.longhaul.workflows.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What comparing source and target found, in whatever a recipe compares. Parts of it add up with {@link #plus}.
 *
 * @param checks each name once, in the order in which they were first looked at
 * @param examples up to {@link #EXAMPLES} findings in words, by key
 */
public record Verification(List<Check> checks, List<String> examples) {

    /** As many examples as a person reads. */
    public static final int EXAMPLES = 20;

    public static final Verification NOTHING = new Verification(List.of(), List.of());

    public Verification {
        checks = List.copyOf(checks);
        examples = List.copyOf(examples.subList(0, Math.min(examples.size(), EXAMPLES)));
    }

    /** Nothing that decides is wrong. */
    public boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }

    /** How many findings decide against it. */
    public long wrong() {
        return checks.stream().filter(Check::decisive).mapToLong(Check::wrong).sum();
    }

    /** What failed it, in words. */
    public String findings() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(Check::toString)
                .collect(Collectors.joining("; "));
    }

    public Verification plus(Verification other) {
        Map<String, Check> sums = new LinkedHashMap<>();
        checks.forEach(check -> sums.merge(check.name(), check, Check::plus));
        other.checks.forEach(check -> sums.merge(check.name(), check, Check::plus));
        List<String> both = new ArrayList<>(examples);
        both.addAll(other.examples);
        return new Verification(List.copyOf(sums.values()), both);
    }
}
