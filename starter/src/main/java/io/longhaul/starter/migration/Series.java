package io.longhaul.starter.migration;

import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsException;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.Nearest;
import io.longhaul.workflows.engine.Work;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A spec with steps, as it was read.
 *
 * @param shared the services of all steps, under the name of all of them
 * @param steps the settings of each, in their order
 */
public record Series(Settings shared, Map<String, Settings> steps) {

    /** What {@code --only} calls the comparison of all steps. */
    private static final String VALIDATE = "validate";

    /** Something to do for one step. */
    record Item(String step, Settings settings, Work work) {}

    /** @throws SettingsException with the problems of all steps */
    public static Series of(SettingsReader reader) {
        Set<String> problems = new LinkedHashSet<>();
        Map<String, Settings> steps = new LinkedHashMap<>();
        for (String step : reader.steps()) {
            collected(problems, () -> steps.put(step, reader.step(step).read()));
        }
        List<Settings> shared = new ArrayList<>();
        collected(problems, () -> shared.add(reader.whole().read()));
        if (!problems.isEmpty()) {
            throw new SettingsException(List.copyOf(problems));
        }
        return new Series(shared.get(0), steps);
    }

    private static void collected(Set<String> problems, Supplier<?> read) {
        try {
            var unused = read.get();
        } catch (SettingsException e) {
            problems.addAll(e.problems());
        }
    }

    public String name() {
        return shared.name();
    }

    public List<Settings> all() {
        return List.copyOf(steps.values());
    }

    /** The services that the steps need, and that nobody has named. */
    Set<Backend> embeddedServices() {
        Set<Backend> embedded = EnumSet.noneOf(Backend.class);
        all().forEach(settings -> embedded.addAll(settings.embeddedServices()));
        return embedded;
    }

    /**
     * What is to be done: the steps that are named, or all, then the comparison of all steps where that is named.
     *
     * @param only names of steps, and {@code validate}; empty for all steps
     */
    List<Item> chosen(List<String> only) {
        Set<String> known = new LinkedHashSet<>(steps.keySet());
        known.add(VALIDATE);
        for (String name : only) {
            if (!known.contains(name)) {
                throw Refusal.usage(
                        "--only names " + name + ", which is no step of " + name() + ": " + Nearest.hint(name, known));
            }
        }
        List<Item> items = new ArrayList<>();
        steps.forEach((step, settings) -> {
            if (only.isEmpty() || only.contains(step)) {
                items.add(new Item(step, settings, Work.COPY));
            }
        });
        if (only.contains(VALIDATE)) {
            steps.forEach((step, settings) -> items.add(new Item(step, settings, Work.VERIFY)));
        }
        return items;
    }
}
