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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code run --dry-run} of a spec with steps: reads the source of each, and writes nothing anywhere. */
public final class SeriesDryRun {

    /** The plans by the names of the steps. */
    private record Plans(String name, Map<String, Plan> steps) {}

    private final Invocation invocation;
    private final Output output;

    public SeriesDryRun(Invocation invocation, Output output) {
        this.invocation = invocation;
        this.output = output;
    }

    /** @param only steps to plan; empty for all */
    public ExitCode with(SettingsReader reader, List<String> only) {
        PrintStream notices = output.notices(invocation.console());
        Series asked = Series.of(reader);
        List<Settings> wanted = asked.chosen(only).stream()
                .map(Series.Item::settings)
                .distinct()
                .toList();
        Set<Backend> planned = EnumSet.noneOf(Backend.class);
        wanted.forEach(settings -> planned.addAll(Front.of(settings).planned()));
        try (Services services = Services.open(invocation, reader.whole(), wanted, planned, notices::println)) {
            Series series = Series.of(reader);
            Preflight preflight = new Preflight(services);
            for (Series.Item item : series.chosen(only)) {
                Front.of(item.settings()).look(services.of(item.settings()), preflight);
            }
            if (!services.settings().embedded(Backend.TEMPORAL)) {
                preflight.temporal();
            }
            preflight.orRefuse();
            Map<String, Plan> plans = new LinkedHashMap<>();
            for (Series.Item item : series.chosen(only)) {
                plans.computeIfAbsent(
                        item.step(), step -> Front.of(item.settings()).plan(services.of(item.settings())));
            }
            print(new Plans(series.name(), plans));
        }
        return ExitCode.OK;
    }

    private void print(Plans plans) {
        PrintStream out = invocation.console().out();
        if (output == Output.JSON) {
            Json.print(out, plans);
            return;
        }
        plans.steps().forEach((step, plan) -> {
            out.println("Step " + step);
            plan.text().forEach(out::println);
        });
    }
}
