package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.OpenedJob;
import io.longhaul.activities.ledger.Opening;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.recipe.Front;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.Words;
import io.longhaul.starter.services.Crew;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.SearchAttributes;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.SeriesInput;
import io.longhaul.workflows.engine.SeriesStep;
import io.longhaul.workflows.engine.Work;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code run} of a spec with steps: looks at all that all of them need, opens their jobs, runs them one after the other
 * as one workflow, and reports on each.
 */
public final class SeriesRun {

    private final Invocation invocation;
    private final RunRequest request;
    private final List<String> only;
    private final PrintStream notices;

    /** @param only steps to run; empty for all */
    public SeriesRun(Invocation invocation, RunRequest request, List<String> only) {
        this.invocation = invocation;
        this.request = request;
        this.only = List.copyOf(only);
        this.notices = request.output().notices(invocation.console());
    }

    public ExitCode with(SettingsReader reader) {
        Instant begun = Instant.now();
        Series asked = Series.of(reader);
        List<Series.Item> wanted = asked.chosen(only);
        if (request.detach()) {
            Run.requireNamed(asked.embeddedServices());
        }
        SeriesWatch.Seen seen;
        List<Settings> needed =
                wanted.stream().map(Series.Item::settings).distinct().toList();
        try (Services services = Services.open(invocation, reader.whole(), needed, notices::println)) {
            Series series = Series.of(reader);
            SeriesHandle handle = new SeriesHandle(services.temporal(), series.name());
            Optional<String> running = look(services, series, handle);
            List<JobView> unfinished = unfinished(services, wanted);
            if (!unfinished.isEmpty() && !Resuming.wanted(invocation, request.yes(), notices, unfinished)) {
                return ExitCode.STOPPED;
            }
            // Only now, when all was looked at, the spec's user may be made.
            series = wanted.stream().anyMatch(item -> item.work() == Work.COPY)
                    ? Series.of(reader.makingUsers())
                    : series;
            boolean searchable = SearchAttributes.ready(services.temporal());
            List<SeriesStep> steps = open(services, series, running.isPresent(), searchable);
            SeriesWatch watch = new SeriesWatch(invocation, request, services, series, handle, begun);
            if (steps.stream().allMatch(SeriesStep::complete)) {
                notices.println("Every step is complete already: nothing was started.");
                return watch.nothingToDo(steps);
            }
            SeriesInput input = new SeriesInput(series.name(), steps);
            if (request.detach()) {
                return detached(handle, input, handle.start(input, searchable));
            }
            try (Crew crew = Crew.start(request.workers(), services, invocation, notices::println)) {
                seen = watch.run(input, searchable, running, crew);
            }
            seen.report(invocation.console(), request.output());
        }
        if (seen.goesOn()) {
            notices.println(Run.left(asked.embeddedServices()));
        }
        return seen.exit();
    }

    /** Whether all steps can begin: all that is in the way of any of them is told at once. */
    private Optional<String> look(Services services, Series series, SeriesHandle handle) {
        notices.println("Series " + series.name() + ": " + series.steps().size() + " steps");
        Preflight preflight = new Preflight(services);
        for (Series.Item item : series.chosen(only)) {
            if (item.work() == Work.COPY || !only.contains(item.step())) {
                notices.println("  " + item.step() + ": " + Identity.of(item.settings()));
                Front.of(item.settings()).look(services.of(item.settings()), preflight);
            }
        }
        preflight.temporal().orRefuse();
        if (invocation.interruption().asked()) {
            throw new Refusal(ExitCode.INTERRUPTED, "Interrupted; nothing was begun.");
        }
        handle.requireFree();
        Optional<String> running = handle.running();
        if (running.isPresent() && request.fresh()) {
            throw Refusal.usage(series.name() + " is running, and --fresh would begin another beside it: "
                    + Invocation.PROGRAM + " cancel " + series.name() + " first");
        }
        for (Series.Item item : series.chosen(only)) {
            look(services, item, running.isPresent(), preflight);
        }
        preflight.orRefuse();
        return running;
    }

    private void look(Services services, Series.Item item, boolean running, Preflight preflight) {
        JobRequest wanted = Identity.request(item.settings());
        Optional<JobView> last = services.jobs().latest(wanted.name());
        boolean never = last.isEmpty() || services.jobs().isReset(last.get().id());
        if (!never && !request.fresh() && !last.get().moves(wanted)) {
            preflight.problem(
                    String.valueOf(Identity.conflict(last.get(), wanted).getMessage()));
        }
        if (request.fresh() && item.settings().recipe().copiesOnce()) {
            last.ifPresent(job -> Run.requireReset(services, job, wanted));
        }
        if (item.work() == Work.VERIFY && never && !copied(item)) {
            preflight.problem("migration " + wanted.name()
                    + " has nothing to compare, as it has never run or was reset: run step " + item.step() + " first");
        }
        if (item.work() == Work.COPY
                && (last.isEmpty() || last.get().totals().embeddings().texts() == 0)) {
            Front.of(item.settings()).lookOnce(services.of(item.settings()), preflight);
        }
        if (!running
                && new MigrationHandle(services.temporal(), wanted.name())
                        .running()
                        .isPresent()) {
            preflight.problem("migration " + wanted.name() + " is running by itself: wait for its end, or "
                    + Invocation.PROGRAM + " cancel " + wanted.name());
        }
    }

    /** Whether this run copies before it compares. */
    private boolean copied(Series.Item item) {
        return only.contains(item.step());
    }

    private List<JobView> unfinished(Services services, List<Series.Item> items) {
        List<JobView> unfinished = new ArrayList<>();
        for (Series.Item item : items) {
            if (item.work() == Work.COPY && !request.fresh()) {
                services.jobs()
                        .latest(item.settings().name())
                        .filter(job -> job.status().unfinished() && job.started() != null)
                        .filter(job -> !services.jobs().isReset(job.id()))
                        .ifPresent(unfinished::add);
            }
        }
        return unfinished;
    }

    /** @param running then nothing is opened: what it began with is what it goes on with */
    private List<SeriesStep> open(Services services, Series series, boolean running, boolean searchable) {
        List<SeriesStep> steps = new ArrayList<>();
        for (Series.Item item : series.chosen(only)) {
            Settings settings = item.settings();
            JobRequest wanted = Identity.request(settings);
            Optional<JobView> last = services.jobs().latest(wanted.name());
            boolean there = last.isPresent() && (running || item.work() == Work.VERIFY);
            OpenedJob opened = there ? new OpenedJob.Resumed(last.get()) : opened(services, item.step(), wanted);
            steps.add(new SeriesStep(
                    item.step(),
                    wanted,
                    Session.input(opened.id(), item.work(), null, settings, searchable),
                    opened instanceof OpenedJob.Copied));
        }
        return steps;
    }

    /** A step is done once: whoever wants it again says so by {@code --fresh}, or resets it. */
    private OpenedJob opened(Services services, String step, JobRequest wanted) {
        OpenedJob opened = services.jobs().open(wanted, request.fresh() ? Opening.FRESH : Opening.ONCE);
        if (opened instanceof OpenedJob.Conflict conflict) {
            throw Identity.conflict(conflict.job(), wanted);
        }
        if (opened instanceof OpenedJob.Copied copied && copied.job().status().unfinished()) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "step " + step + " has copied all, and " + copied.job().reason() + ": " + Invocation.PROGRAM + " "
                            + Words.of(wanted.recipe()).again().formatted(wanted.name()));
        }
        return opened;
    }

    private ExitCode detached(SeriesHandle handle, SeriesInput input, String runId) {
        PrintStream out = invocation.console().out();
        if (request.output() == Output.JSON) {
            Map<String, Object> ids = new LinkedHashMap<>();
            ids.put("name", input.name());
            ids.put("workflowId", handle.workflowId());
            ids.put("runId", runId);
            ids.put(
                    "jobs",
                    input.steps().stream()
                            .map(step -> step.input().job().toString())
                            .toList());
            ids.put("status", JobStatus.RUNNING.word());
            Json.print(out, ids);
            return ExitCode.OK;
        }
        out.println("Started workflow " + handle.workflowId() + ", run " + runId);
        out.println("It needs workers: bin/worker, here or elsewhere, as many as you like.");
        input.steps().stream()
                .map(step -> step.input().name())
                .distinct()
                .forEach(name ->
                        out.println(Invocation.PROGRAM + " watch " + name + " shows its progress once it has begun."));
        return ExitCode.OK;
    }
}
