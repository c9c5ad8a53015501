package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One discovery of what stands in a migration's way.
 *
 * @param number within the migration's name, from 1; 0 before the ledger has given one
 * @param job that goes on from it; null for a discovery alone
 * @param specDigest another digest is another plan
 * @param state the recipe's own, as JSON
 * @param tables that were looked at
 * @param rows that were read
 * @param passed whether a copy goes on from it
 */
public record TestRun(
        String name,
        int number,
        @Nullable JobId job,
        String specDigest,
        String state,
        int tables,
        long rows,
        boolean passed,
        Instant started,
        Instant finished,
        List<FoundIssue> issues) {

    public TestRun {
        issues = List.copyOf(issues);
    }

    public List<FoundIssue> open() {
        return issues.stream().filter(FoundIssue::open).toList();
    }
}
