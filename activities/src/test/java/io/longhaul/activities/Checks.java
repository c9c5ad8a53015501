package io.longhaul.activities;

import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.Verification;

/** Of a verification, one by its name. */
public final class Checks {

    private Checks() {}

    public static Check named(String name, Verification found) {
        return found.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + found.checks()));
    }
}
