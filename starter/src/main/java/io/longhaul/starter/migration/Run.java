package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobAccount;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.OpenedJob;
import io.longhaul.activities.ledger.Opening;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.recipe.Front;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.SearchAttributes;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Work;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code run}: looks at everything, opens or resumes the job, moves it, and reports. */
public final class Run {

    private final Invocation invocation;
    private final RunRequest request;
    private final PrintStream notices;

    /** A job to move, and how it stood when it was found; null when it is new. */
    private record Job(JobId id, @Nullable JobView before) {
        @Nullable
        Pause pause() {
            return before == null ? null : before.pause();
        }
    }

    public Run(Invocation invocation, RunRequest request) {
        this.invocation = invocation;
        this.request = request;
        this.notices = request.output().notices(invocation.console());
    }

    /** Runs the migration that these settings describe. */
    public ExitCode with(SettingsReader reader) {
        Settings asked = reader.read();
        if (request.detach()) {
            requireNamed(asked.embeddedServices());
        }
        Outcome outcome;
        try (Services services = Services.open(invocation, reader, notices::println)) {
            Settings settings = services.settings();
            Front front = Front.of(settings);
            notices.println("Migration " + settings.name() + ": " + Identity.of(settings));
            Preflight preflight = new Preflight(services);
            front.look(services, preflight);
            preflight.temporal().orRefuse();
            if (invocation.interruption().asked()) {
                throw new Refusal(ExitCode.INTERRUPTED, "Interrupted; nothing was begun.");
            }
            MigrationHandle handle = new MigrationHandle(services.temporal(), settings.name());
            Optional<String> running = running(services, handle);
            Optional<Job> opened = open(services, front, running);
            if (opened.isEmpty()) {
                return copied(services);
            }
            Job job = opened.get();
            if (job.before() != null && !Resuming.wanted(invocation, request.yes(), notices, List.of(job.before()))) {
                return ExitCode.STOPPED;
            }
            if (request.detach()) {
                return detach(reader, handle, job, services);
            }
            Session session = new Session(invocation, services, handle, request.workers(), request.output());
            Session.Ended ended;
            Front.Company company = front.beside(services, notices::println);
            try {
                ended = session.run(input(reader, job, services), running.isPresent() ? job.pause() : null);
            } finally {
                company.close();
            }
            outcome = ended.outcome();
            if (outcome.status() == JobStatus.FAILED) {
                front.afterFailure(services, job.id()).forEach(notices::println);
            }
            new Ending(invocation.console(), request.output()).report(handle, settings, ended);
        }
        if (outcome.status() == JobStatus.RUNNING) {
            notices.println(left(asked.embeddedServices()));
        }
        return outcome.exit();
    }

    /**
     * Where what it made was taken back while Temporal was down, a run that is open would go on with what is gone: it is ended
     * first.
     */
    private Optional<String> running(Services services, MigrationHandle handle) {
        Optional<String> running = handle.running();
        boolean takenBack = running.isPresent()
                && services.jobs()
                        .latest(services.settings().name())
                        .filter(job -> services.jobs().isReset(job.id()))
                        .isPresent();
        if (takenBack) {
            handle.terminate("what it made was taken back");
            notices.println("A run of before was ended, as what it made was taken back.");
            return Optional.empty();
        }
        return running;
    }

    /** Nothing where all was copied before. */
    private Optional<Job> open(Services services, Front front, Optional<String> running) {
        Settings settings = services.settings();
        JobRequest wanted = Identity.request(settings);
        Optional<JobView> last = services.jobs().latest(settings.name());
        if (running.isPresent() && request.fresh()) {
            throw Refusal.usage(
                    "migration " + settings.name() + " is running, and --fresh would begin another beside it: "
                            + Invocation.PROGRAM + " cancel " + settings.name() + " first");
        }
        if (last.isEmpty() || last.get().totals().embeddings().texts() == 0) {
            Preflight preflight = new Preflight(services);
            front.lookOnce(services, preflight);
            preflight.orRefuse();
        }
        if (running.isPresent() && last.isPresent()) {
            // What it began with is what it goes on with; the ledger must not say otherwise.
            Identity.requireSame(last.get(), wanted);
            return Optional.of(new Job(last.get().id(), last.get()));
        }
        boolean once = settings.recipe().copiesOnce();
        if (request.fresh() && once) {
            last.ifPresent(job -> requireReset(services, job, wanted));
        }
        OpenedJob opened =
                services.jobs().open(wanted, request.fresh() ? Opening.FRESH : once ? Opening.ONCE : Opening.RUN);
        if (opened instanceof OpenedJob.Conflict conflict) {
            throw Identity.conflict(conflict.job(), wanted);
        }
        if (opened instanceof OpenedJob.Resumed resumed) {
            return Optional.of(new Job(resumed.id(), resumed.job()));
        }
        return opened instanceof OpenedJob.Copied ? Optional.empty() : Optional.of(new Job(opened.id(), null));
    }

    /** Refuses what would copy once more into the same. */
    static void requireReset(Services services, JobView job, JobRequest wanted) {
        if (job.moves(wanted)
                && job.totals().batches().completed() > 0
                && !services.jobs().isReset(job.id())) {
            throw Refusal.usage("job " + job.id() + " of the name " + job.name() + " has copied into " + job.sink()
                    + ", and --fresh would copy into the same: " + Invocation.PROGRAM + " reset SPEC takes back what it"
                    + " made");
        }
    }

    /** Ends as the run did that copied all. */
    private ExitCode copied(Services services) {
        JobView job = Ledgered.latest(services);
        notices.println("All that the source held then was copied before, so nothing was started.");
        setOtherwise(services, job).ifPresent(notices::println);
        new Ending(invocation.console(), request.output()).copied(job);
        return new Outcome(job.status(), job.reason(), job.totals(), job.verification()).exit();
    }

    /** A sentence, where settings of the recipe were others; how it is run makes no other copy. */
    static Optional<String> setOtherwise(Services services, JobView job) {
        Map<String, String> now = services.settings().shown();
        Map<String, String> then =
                services.accounts().find(job.id()).map(JobAccount::settings).orElse(Map.of());
        List<String> others = Stream.concat(now.keySet().stream(), then.keySet().stream())
                .distinct()
                .filter(name -> !name.startsWith("LONGHAUL_"))
                .filter(name -> !Objects.equals(now.get(name), then.get(name)))
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("It was copied with another " + String.join(", ", others)
                        + ": reset comes before a run with what is set now.");
    }

    /** @param embedded services that would end with this command */
    static void requireNamed(Set<Backend> embedded) {
        if (!embedded.isEmpty()) {
            throw Refusal.usage("--detach needs services that outlive this command, and these would be embedded in it: "
                    + embedded.stream().map(Backend::word).collect(Collectors.joining(", "))
                    + ": name them in .env, or leave --detach out");
        }
    }

    /** @param embedded the same */
    static String left(Set<Backend> embedded) {
        return embedded.isEmpty()
                ? "Detached: the migration goes on wherever bin/worker runs; the same command watches it."
                : "Stopped. The same command goes on from there.";
    }

    /** Read again, as only now, when all was looked at, the spec's user may be made. */
    private static MigrationInput input(SettingsReader reader, Job job, Services services) {
        Settings settings = reader.makingUsers().read();
        return Session.input(job.id(), Work.COPY, null, settings, SearchAttributes.ready(services.temporal()));
    }

    private ExitCode detach(SettingsReader reader, MigrationHandle handle, Job job, Services services) {
        Settings settings = services.settings();
        MigrationInput input = input(reader, job, services);
        Optional<String> before = handle.running();
        String runId = Session.start(handle, input, settings);
        if (before.equals(Optional.of(runId))) {
            handle.progress().ifPresent(now -> Joined.notices(now, input).forEach(notices::println));
        }
        new Ending(invocation.console(), request.output()).detached(handle, settings, job.id(), runId);
        return ExitCode.OK;
    }
}
