package io.longhaul.activities.embed;

import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.Verification;
import java.util.List;

/** What a verification found, number by number. */
record Found(Verification all) {

    boolean passed() {
        return all.passed();
    }

    List<String> examples() {
        return all.examples();
    }

    long eligible() {
        return like(EmbedChecks.target(0, 0)).of();
    }

    long missing() {
        return like(EmbedChecks.target(0, 0)).wrong();
    }

    long sampled() {
        return like(EmbedChecks.content(0, 0)).of();
    }

    long stale() {
        return like(EmbedChecks.content(0, 0)).wrong();
    }

    long orphans() {
        return like(EmbedChecks.source(0, 0)).wrong();
    }

    private Check like(Check check) {
        return all.checks().stream()
                .filter(found -> found.name().equals(check.name()))
                .findFirst()
                .orElse(check);
    }
}
