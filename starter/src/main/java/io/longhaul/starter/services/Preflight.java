package io.longhaul.starter.services;

import io.grpc.StatusRuntimeException;
import io.longhaul.activities.MigrationException;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.Settings;
import java.util.LinkedHashSet;
import java.util.Set;

/** Looks at all that a migration will need before anything is written, and reports every problem. */
public final class Preflight {

    private final Services services;
    private final Settings settings;
    private final Set<String> problems = new LinkedHashSet<>();

    public Preflight(Services services) {
        this.services = services;
        this.settings = services.settings();
    }

    /** Whether Temporal answers and knows the namespace. */
    public Preflight temporal() {
        return look(() -> {
            try {
                Namespace.describe(services.temporal());
            } catch (StatusRuntimeException e) {
                problems.add(Namespace.problem(settings.temporal(), e));
            }
        });
    }

    /** Looks at something; the exception with which it fails is a problem. */
    public Preflight look(Runnable at) {
        try {
            at.run();
        } catch (MigrationException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return this;
    }

    /** A sentence that names the thing and the way out. */
    public void problem(String problem) {
        problems.add(problem);
    }

    /** @throws Refusal with every problem */
    public void orRefuse() {
        if (!problems.isEmpty()) {
            throw Refusal.usage(String.join("\n", problems));
        }
    }
}
