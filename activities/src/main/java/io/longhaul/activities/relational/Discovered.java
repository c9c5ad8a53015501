package io.longhaul.activities.relational;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a discovery has found.
 *
 * @param issues by category, the gravest first
 * @param tables by SQLite's names
 * @param plan what the database becomes, with the spec's rules
 */
public record Discovered(List<Issue> issues, Map<String, TableFindings> tables, TargetPlan plan) {

    public Discovered {
        issues = List.copyOf(issues);
        tables = Collections.unmodifiableMap(new TreeMap<>(tables));
    }

    /** Those that no rule resolves. */
    public List<Issue> unresolved() {
        return issues.stream().filter(Issue::open).toList();
    }
}
