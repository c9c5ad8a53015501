package io.longhaul.starter.command;

import io.longhaul.activities.backfill.Rollback;
import io.longhaul.activities.ledger.JobAccount;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.live.Changes;
import io.longhaul.starter.Console;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Setting;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.live.Limits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rollback}. */
@Command(
        name = "rollback",
        description =
                "Undo what a migration changed in a live table, the last change first. What can't be undone is told"
                        + " before. Cut off, the same command goes on.",
        footerHeading = "%nExamples:%n",
        footer = {"  bin/starter rollback members", "  bin/starter rollback members --yes"})
final class RollbackCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--yes", description = "Ask nothing.")
    private boolean yes;

    @Mixin
    private final NameParameter name = new NameParameter();

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    RollbackCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Console console = invocation.console();
        try (Services services = Services.open(
                invocation,
                name.in(settings.reader(invocation)),
                EnumSet.of(Backend.POSTGRES, Backend.TARGET),
                console.out()::println)) {
            JobView job = Ledgered.latest(services);
            if (!job.recipe().equals(BackfillSpec.RECIPE)) {
                throw Refusal.usage("rollback is for the recipe backfill, and " + job.name() + " is of the recipe "
                        + job.recipe() + ": " + Invocation.PROGRAM + " reset SPEC removes what it made");
            }
            if (Ledgered.running(services)) {
                throw Refusal.usage("migration " + job.name() + " is running: " + Invocation.PROGRAM + " cancel "
                        + job.name() + " first");
            }
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
                if (!agreed(job.name())) {
                    console.out().println("Nothing was undone.");
                    return ExitCode.OK.code();
                }
            }
            for (Changes.Made change : made) {
                rollback.undo(change);
                console.out()
                        .println((change.undo().isEmpty() ? "Left as it is: " : "Undone: ") + change.title()
                                + " of table " + change.table());
            }
            // Also where nothing is left to undo, as one that was cut off may have come so far.
            rollback.forget();
            jobs.forEach(one -> services.jobs().reset(one.id()));
            return ExitCode.OK.code();
        }
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

    private boolean agreed(String migration) {
        Console console = invocation.console();
        if (!yes && !console.interactive()) {
            throw Refusal.usage(
                    "rollback changes the table of migration " + migration + ": --yes says that you mean it");
        }
        return yes || console.sure(console.out(), "Undo all of it?", invocation.interruption());
    }
}
