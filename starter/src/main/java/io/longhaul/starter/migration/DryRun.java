package io.longhaul.starter.migration;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.recipe.Front;
import io.longhaul.starter.recipe.Plan;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import java.io.PrintStream;
import java.util.List;

/** {@code run --dry-run}: reads the source, and writes nothing anywhere. */
public final class DryRun {

    private final Invocation invocation;
    private final Output output;

    public DryRun(Invocation invocation, Output output) {
        this.invocation = invocation;
        this.output = output;
    }

    /** Plans the migration that these settings describe. */
    public ExitCode with(SettingsReader reader) {
        PrintStream notices = output.notices(invocation.console());
        Settings asked = reader.read();
        Front front = Front.of(asked);
        try (Services services = Services.open(invocation, reader, List.of(asked), front.planned(), notices::println)) {
            Preflight preflight = new Preflight(services);
            front.look(services, preflight);
            if (!services.settings().embedded(Backend.TEMPORAL)) {
                preflight.temporal();
            }
            preflight.orRefuse();
            Plan plan = front.plan(services);
            if (output == Output.JSON) {
                Json.print(invocation.console().out(), plan);
            } else {
                plan.text().forEach(invocation.console().out()::println);
            }
            return ExitCode.OK;
        }
    }
}
