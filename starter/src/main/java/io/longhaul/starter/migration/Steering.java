package io.longhaul.starter.migration;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import java.util.EnumSet;

/** Asks a migration that runs somewhere to do something. */
public final class Steering {

    private final Invocation invocation;
    private final SettingsReader reader;

    public Steering(Invocation invocation, SettingsReader reader) {
        this.invocation = invocation;
        this.reader = reader;
    }

    /**
     * Sends an update to the migration.
     *
     * @return its answer
     * @throws Refusal where it does not run, or refuses
     */
    public String ask(String update, Object... arguments) {
        Settings settings = reader.read();
        if (settings.missing().contains(Backend.TEMPORAL)) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "migration " + settings.name() + " is not running: no embedded stack runs in " + invocation.data()
                            + ", and TEMPORAL_ADDRESS names no other server");
        }
        try (Services services = Services.open(invocation, reader, EnumSet.noneOf(Backend.class), line -> {})) {
            return settings.name() + ": "
                    + new MigrationHandle(services.temporal(), settings.name()).steer(update, arguments);
        }
    }
}
