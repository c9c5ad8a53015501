package io.longhaul.starter.readiness;

import io.longhaul.activities.MigrationException;
import io.longhaul.starter.check.Finding;
import io.longhaul.workflows.engine.FailureKind;
import java.util.function.Supplier;

/** A point of the checklist, decided. */
public record Point(Group group, String title, Verdict verdict) {

    /** In the order of the checklist. */
    public enum Group {
        DATA("Data verification"),
        PERFORMANCE("Performance verification"),
        OPERATIONS("Operational verification"),
        SECURITY("Security verification");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** One that is still to be decided. */
    record Open(Group group, String title, Supplier<Verdict> verdict) {

        /** A server that is away decides nothing, and another error is a finding like any. */
        Point decide() {
            try {
                return new Point(group, title, verdict.get());
            } catch (MigrationException e) {
                Finding wrong = Finding.ofMessage(title, String.valueOf(e.getMessage()));
                boolean away = e.kind() == FailureKind.UNAVAILABLE || e.kind() == FailureKind.TIMEOUT;
                return new Point(
                        group,
                        title,
                        away
                                ? new Verdict.NotTried(wrong.detail())
                                : new Verdict.Fail(wrong.detail(), String.valueOf(wrong.hint())));
            }
        }
    }
}
