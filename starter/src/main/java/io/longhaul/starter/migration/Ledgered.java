package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;

/** What commands that look at a migration ask the ledger and Temporal. */
public final class Ledgered {

    private Ledgered() {}

    /** The newest job of the name that the settings have. */
    public static JobView latest(Services services) {
        String name = services.settings().name();
        return services.jobs()
                .latest(name)
                .orElseThrow(() -> new Refusal(
                        ExitCode.FAILED,
                        "the ledger has no migration of the name " + name + ": " + Invocation.PROGRAM
                                + " list shows those it has"));
    }

    /** Whether its workflow is under way. An embedded Temporal that does not run runs nothing. */
    public static boolean running(Services services) {
        return !services.settings().missing().contains(Backend.TEMPORAL)
                && new MigrationHandle(services.temporal(), services.settings().name())
                        .running()
                        .isPresent();
    }

    /** Before what it has made is taken away. */
    public static void requireEnded(Services services) {
        String name = services.settings().name();
        if (running(services)) {
            throw Refusal.usage(
                    "migration " + name + " is running: " + Invocation.PROGRAM + " cancel " + name + " first");
        }
    }
}
