package io.longhaul.starter.command;

import io.longhaul.activities.backfill.Rollback;
import io.longhaul.activities.ledger.JobAccount;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.live.Changes;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.starter.Console;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Setting;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rollback}. */
@Command(
        name = "rollback",
        description =
                "Undo what a migration changed in a live table, the last change first; or lead a table back from its new"
                        + " layout, with what was written since. What can't be undone is told before. Cut off, the same"
                        + " command goes on.",
        footerHeading = "%nExamples:%n",
        footer = {"  bin/starter rollback members", "  bin/starter rollback chunks --yes"})
final class RollbackCommand implements Callable<Integer> {

    private static final String NAME = "rollback";

    private final Invocation invocation;

    @Mixin
    private final YesOption yes = new YesOption();

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    RollbackCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Supplier<ExitCode> next;
        try (Services services = options.database(invocation, output.output().notices(invocation.console())::println)) {
            JobView job = Ledgered.latest(services);
            Ledgered.requireEnded(services);
            next = switch (job.recipe()) {
                case BackfillSpec.RECIPE -> undone(services, job);
                case RepartitionSpec.RECIPE ->
                    new FurtherMigration(
                                    invocation, options.reader(invocation), output.output(), yes, NAME, "Lead it back?")
                            .of(services, job, new Aim.Back(), RollbackCommand::words);
                default ->
                    throw Refusal.usage("rollback is for the recipes backfill and repartition, and " + job.name()
                            + " is of the recipe " + job.recipe() + ": " + Invocation.PROGRAM
                            + " reset SPEC removes what it made");
            };
        }
        return next.get().code();
    }

    private static List<String> words(TablePair pair) {
        return switch (pair.phase()) {
            case PREPARED ->
                List.of("Table " + pair
                        + " has not taken its new layout yet. What was made for it is dropped; its backup" + " stays.");
            case SWAPPED ->
                List.of(
                        "Table " + pair
                                + " gets its old layout back, with all that was written since, and the new one is"
                                + " dropped.",
                        "What does not come back: columns and indexes that were added since the swap.");
            case RETURNED -> List.of("Table " + pair + " was led back before: only what is left is looked at.");
            case FINAL ->
                throw new Refusal(
                        ExitCode.FAILED,
                        "the new layout of table " + pair + " is final: " + Invocation.PROGRAM
                                + " backups list shows what can be restored");
        };
    }

    private Supplier<ExitCode> undone(Services services, JobView job) {
        Console console = invocation.console();
        List<JobView> jobs = services.jobs().of(job.name());
        Rollback rollback = new Rollback(
                services.target().database(),
                writerWait(services, job),
                jobs.stream().map(JobView::id).toList());
        List<Changes.Made> made = rollback.made();
        if (made.isEmpty()) {
            console.out().println("There is nothing to undo.");
        } else {
            tell(rollback, made);
            if (!yes.agreed(invocation, "rollback changes the table of migration " + job.name(), "Undo all of it?")) {
                console.out().println("Nothing was undone.");
                return () -> ExitCode.OK;
            }
        }
        for (Changes.Made change : made) {
            rollback.undo(change);
            console.out()
                    .println((change.undo().isEmpty() ? "Left as it is: " : "Undone: ") + change.title() + " of table "
                            + change.table());
        }
        // Also where nothing is left to undo, as one that was cut off may have come so far.
        rollback.forget();
        jobs.forEach(one -> services.jobs().reset(one.id()));
        return () -> ExitCode.OK;
    }

    /** That of its last run: a rollback keeps writers waiting no longer than the run did. */
    private static Duration writerWait(Services services, JobView job) {
        Map<String, String> settings =
                services.accounts().find(job.id()).map(JobAccount::settings).orElse(Map.of());
        String millis = settings.get(Setting.BACKFILL_LIMITS_WRITER_WAIT.name());
        return Duration.ofMillis(millis == null ? Limits.DEFAULT.writerWait() : Integer.parseInt(millis));
    }

    private void tell(Rollback rollback, List<Changes.Made> made) {
        Console console = invocation.console();
        console.out().println("To undo, in this order:");
        made.stream().filter(change -> !change.undo().isEmpty()).forEach(change -> console.out()
                .println("  " + change.title() + " of table " + change.table()));
        console.out().println("What does not come back, or is lost:");
        made.stream().map(Changes.Made::loss).filter(loss -> loss != null).forEach(loss -> console.out()
                .println("  " + loss));
        if (made.stream().noneMatch(change -> change.title().startsWith("add column"))) {
            console.out()
                    .println("  the values of " + Texts.count(rollback.filled(), "row", "rows")
                            + " that were filled: they stay");
        }
    }
}
