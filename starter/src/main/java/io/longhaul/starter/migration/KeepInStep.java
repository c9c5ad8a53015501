package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.recipe.Front;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.starter.schedule.Every;
import io.longhaul.starter.schedule.Schedules;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.SearchAttributes;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.EmbedSettings;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.worker.settings.TableSettings;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.ScheduledRun;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code schedule}, and {@code backups cleanup --every}: looks at everything, makes or changes the schedule, and serves it where
 * nobody else can.
 */
public final class KeepInStep {

    private final Invocation invocation;
    private final Output output;
    private final PrintStream notices;

    public KeepInStep(Invocation invocation, Output output) {
        this.invocation = invocation;
        this.output = output;
        this.notices = output.notices(invocation.console());
    }

    /** Keeps the target in step that these settings describe. */
    public ExitCode with(SettingsReader reader, Every every) {
        Settings asked = reader.read();
        var unused = asked.embed("schedule");
        if (asked.limit() != null) {
            throw Refusal.usage("LONGHAUL_LIMIT is set, and a schedule takes all records: remove it");
        }
        return keep(reader, every, (services, wanted) -> {
            Optional<JobView> last = look(services, wanted);
            return last.isEmpty() ? "Nothing of it was migrated before: the first run takes all records." : null;
        });
    }

    /** Has the job of these settings run again and again, which is the same each time. */
    public ExitCode again(SettingsReader reader, Every every) {
        return keep(reader, every, (services, wanted) -> {
            Preflight preflight = new Preflight(services);
            Front.of(services.settings()).look(services, preflight);
            preflight.temporal().orRefuse();
            return null;
        });
    }

    /** What is looked at before. */
    @FunctionalInterface
    private interface Looking {
        /** @return what is worth telling afterwards; null where nothing is */
        @Nullable
        String at(Services services, JobRequest wanted);
    }

    private ExitCode keep(SettingsReader reader, Every every, Looking looking) {
        try (Services services = Services.open(invocation, reader, notices::println)) {
            Settings settings = services.settings();
            JobRequest wanted = Identity.request(settings);
            String notice = looking.at(services, wanted);
            Schedules schedules = new Schedules(services.temporal());
            Optional<Duration> before = schedules.put(
                    every,
                    new ScheduledRun(
                            wanted, settings.spec(), settings.tuning(), SearchAttributes.ready(services.temporal())));
            notices.println(said(settings, every, before));
            if (notice != null) {
                notices.println(notice);
            }
            schedules.find(settings.name()).ifPresent(this::print);
            if (services.startedHere()) {
                notices.println(
                        "This command keeps the embedded services and a worker running for it. Ctrl-C stops them;"
                                + " the schedule stays, and goes on when this command is given again.");
                return new Vigil(invocation, services, schedules, notices).keep(settings.name());
            }
            notices.println(
                    settings.embeddedServices().isEmpty()
                            ? "It needs workers: bin/worker, here or elsewhere, as many as you like."
                            : "It runs as long as the command that has this directory's embedded services, with its"
                                    + " workers.");
            return ExitCode.OK;
        }
    }

    private Optional<JobView> look(Services services, JobRequest wanted) {
        Settings settings = services.settings();
        notices.println("Migration " + wanted.name() + ": " + Identity.of(settings));
        Optional<JobView> last = services.jobs().latest(wanted.name());
        Front front = Front.of(settings);
        Preflight preflight = new Preflight(services);
        front.look(services, preflight);
        if (last.isEmpty()) {
            front.lookOnce(services, preflight);
        }
        preflight.temporal().orRefuse();
        last.ifPresent(job -> Identity.requireSame(job, wanted));
        TableSettings table = settings.embed("schedule").table();
        String column = table.updatedColumn();
        if (column == null) {
            notices.println(
                    "MYSQL_UPDATED_COLUMN is not set: each run takes the rows with a new, greater key, and does not"
                            + " see those that change.");
            return last;
        }
        TableShape shape = services.mysql().shape(table.table());
        if (!services.mysql().isIndexed(shape, column)) {
            notices.println("Column " + column + " has no index: each run looks at every row of " + shape.name()
                    + " for changes. CREATE INDEX helps.");
        }
        return last;
    }

    private static String said(Settings settings, Every every, Optional<Duration> before) {
        String verb = settings.recipe() instanceof EmbedSettings ? " is kept in step every " : " runs every ";
        String what = settings.name() + verb + every;
        if (before.isPresent() && !before.get().equals(every.duration())) {
            what += ", and no longer every " + Every.text(before.get());
        } else if (before.isPresent()) {
            what += ", as before";
        }
        return what + ". A run begins now, unless one is under way.";
    }

    private void print(ScheduleReport schedule) {
        if (output == Output.JSON) {
            Json.print(invocation.console().out(), schedule);
        } else if (schedule.paused()) {
            notices.println("The schedule is paused: its page in the Web UI takes it up again.");
        } else {
            notices.println("The next one is at " + schedule.next() + ".");
        }
    }

    /** Takes the schedule away; a run under way goes on. */
    public ExitCode unschedule(SettingsReader reader) {
        String name = reader.read().name();
        if (reader.read().missing().contains(Backend.TEMPORAL) && !Files.exists(invocation.data())) {
            throw none(name);
        }
        try (Services services = Services.open(invocation, reader, EnumSet.of(Backend.TEMPORAL), line -> {})) {
            if (!new Schedules(services.temporal()).remove(name)) {
                throw none(name);
            }
            notices.println(name + " is no longer kept in step. A run under way comes to its end.");
            return ExitCode.OK;
        }
    }

    private static Refusal none(String name) {
        return new Refusal(
                ExitCode.FAILED,
                "migration " + name + " has no schedule: " + Invocation.PROGRAM + " list shows those there are");
    }
}
