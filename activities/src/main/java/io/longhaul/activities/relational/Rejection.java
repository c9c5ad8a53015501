package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import org.jspecify.annotations.Nullable;

/**
 * Why a row does not arrive. It holds nothing of the row.
 *
 * @param outcome what becomes of it
 * @param column as SQLite names it; null where it is about the row as a whole
 * @param reason in words
 */
public record Rejection(
        Outcome outcome, IssueKind kind, @Nullable String column, String reason) {

    /** A row that breaks two rules is kept if one of them keeps it, and stops the run if one of them has no rule. */
    static @Nullable Rejection graver(@Nullable Rejection first, @Nullable Rejection second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return gravity(second.outcome) > gravity(first.outcome) ? second : first;
    }

    private static int gravity(Outcome outcome) {
        return switch (outcome) {
            case DROP -> 0;
            case QUARANTINE -> 1;
            case ACCEPT_PARTIAL -> 2;
            case NULLIFY, STOP -> 3;
        };
    }
}
