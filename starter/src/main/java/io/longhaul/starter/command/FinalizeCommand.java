package io.longhaul.starter.command;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.activities.repartition.swap.TablePair.Phase;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.services.Services;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code finalize}. */
@Command(
        name = "finalize",
        description =
                "Leave a table its new layout for good: the old table follows it no longer, and is kept as a backup for 7"
                        + " days. There is no rollback then. A migration of its own; cut off, the same command goes on.",
        footerHeading = "%nExamples:%n",
        footer = {"  bin/starter finalize chunks", "  bin/starter finalize chunks --yes"})
final class FinalizeCommand implements Callable<Integer> {

    private static final String NAME = "finalize";

    private final Invocation invocation;

    @Mixin
    private final YesOption yes = new YesOption();

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    FinalizeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Supplier<ExitCode> next;
        try (Services services = options.database(invocation, output.output().notices(invocation.console())::println)) {
            JobView job = Ledgered.latest(services);
            if (!job.recipe().equals(RepartitionSpec.RECIPE)) {
                throw Refusal.usage("finalize is for the recipe repartition, and " + job.name() + " is of the recipe "
                        + job.recipe() + ": there is nothing to finalize");
            }
            next = new FurtherMigration(
                            invocation, options.reader(invocation), output.output(), yes, NAME, "Finalize it?")
                    .of(services, job, new Aim.Finalize(), FinalizeCommand::words);
        }
        return next.get().code();
    }

    private static List<String> words(TablePair pair) {
        if (pair.phase() == Phase.PREPARED || pair.phase() == Phase.RETURNED) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "table " + pair + " does not have its new layout"
                            + (pair.phase() == Phase.RETURNED ? " any more" : " yet")
                            + ": there is nothing to finalize");
        }
        return List.of(
                "Table " + pair + " keeps its new layout for good. What is written from now on is no longer in "
                        + pair.schema() + "." + pair.originalName() + ", which is kept as a backup for 7 days.",
                "After that there is no rollback.");
    }
}
