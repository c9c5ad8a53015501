package io.longhaul.starter.command;

import io.longhaul.starter.Console;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.migration.Series;
import io.longhaul.starter.recipe.Front;
import io.longhaul.starter.services.DataFolder;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.SettingsReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reset}. */
@Command(
        name = "reset",
        description =
                "With a spec: remove what its migration made in the target, and only that. Without one: delete the"
                        + " embedded services' data in ./.longhaul, and nothing else; services of your own keep theirs.",
        footerHeading = "%nExamples:%n",
        footer = {"  bin/starter reset examples/sqlite-to-postgres.yaml", "  bin/starter reset --yes"})
final class ResetCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final YesOption yes = new YesOption();

    @Mixin
    private final SpecOptions spec = new SpecOptions();

    ResetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return (spec.given() ? target() : embedded()).code();
    }

    /** Empties the target of what the migration made, or the migrations of all steps. */
    private ExitCode target() {
        SettingsReader reader = spec.reader(invocation);
        if (reader.steps().isEmpty()) {
            try (Services services =
                    Services.open(invocation, reader, invocation.console().out()::println)) {
                return target(List.of(services));
            }
        }
        Series asked = Series.of(reader);
        try (Services services = Services.open(
                invocation, reader.whole(), asked.all(), invocation.console().out()::println)) {
            List<Services> lastFirst = new ArrayList<>();
            Series.of(reader).all().forEach(step -> lastFirst.add(0, services.of(step)));
            return target(lastFirst);
        }
    }

    private ExitCode target(List<Services> migrations) {
        Console console = invocation.console();
        String what = migrations.stream()
                .map(one -> "migration " + one.settings().name() + " made in "
                        + one.settings().sinkIdentity())
                .collect(Collectors.joining(" and "));
        migrations.forEach(Ledgered::requireEnded);
        if (!yes.agreed(invocation, "reset removes what " + what, "Remove all that " + what + "?")) {
            console.out().println("Nothing was removed.");
            return ExitCode.OK;
        }
        List<String> removed = new ArrayList<>();
        migrations.forEach(one -> removed.addAll(Front.of(one.settings()).reset(one)));
        removed.forEach(one -> console.out().println("Removed " + one));
        console.out().println(removed.isEmpty() ? "There was nothing to remove." : "The target is as it was before.");
        return ExitCode.OK;
    }

    private ExitCode embedded() {
        DataFolder folder = new DataFolder(invocation.data());
        Console console = invocation.console();
        if (!folder.exists()) {
            console.out().println("There is nothing to delete: " + invocation.data() + " does not exist.");
            return ExitCode.OK;
        }
        if (!yes.agreed(
                invocation,
                "reset deletes " + invocation.data(),
                "Delete " + invocation.data() + " with all embedded data?")) {
            console.out().println("Nothing was deleted.");
            return ExitCode.OK;
        }
        folder.requireUnused();
        folder.delete();
        console.out().println("Deleted " + invocation.data() + ".");
        return ExitCode.OK;
    }
}
