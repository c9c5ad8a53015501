package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.Console;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.recipe.Front;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.RunReport;
import io.longhaul.starter.report.SeriesReport;
import io.longhaul.starter.report.VerifyReport;
import io.longhaul.starter.report.Words;
import io.longhaul.starter.services.Crew;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Settings;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.SeriesInput;
import io.longhaul.workflows.engine.SeriesProgress;
import io.longhaul.workflows.engine.SeriesProgress.State;
import io.longhaul.workflows.engine.SeriesStep;
import io.longhaul.workflows.engine.Work;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Watches step after step of a series, and reports on each as soon as it has ended. Not thread-safe. */
final class SeriesWatch {

    private final Invocation invocation;
    private final RunRequest request;
    private final Services services;
    private final Series series;
    private final SeriesHandle handle;
    private final Instant begun;
    private final PrintStream notices;
    private final List<SeriesReport.Step> reports = new ArrayList<>();
    private ExitCode worst = ExitCode.OK;

    /**
     * What was seen of it.
     *
     * @param goesOn whether it was left while it ran
     */
    record Seen(SeriesReport report, ExitCode exit, boolean goesOn) {

        void report(Console console, Output output) {
            if (output == Output.JSON) {
                Json.print(console.out(), report);
                report.steps().stream()
                        .filter(step -> step.status().equals(State.FAILED.word()))
                        .forEach(step -> console.err().println("step " + step.step() + " failed: " + step.reason()));
                return;
            }
            report.text().forEach(console.out()::println);
        }
    }

    SeriesWatch(
            Invocation invocation,
            RunRequest request,
            Services services,
            Series series,
            SeriesHandle handle,
            Instant begun) {
        this.invocation = invocation;
        this.request = request;
        this.services = services;
        this.series = series;
        this.handle = handle;
        this.begun = begun;
        this.notices = request.output().notices(invocation.console());
    }

    /** Starts the series, or joins the run under way, and watches it. */
    Seen run(SeriesInput input, boolean searchable, Optional<String> before, Crew crew) {
        String runId = handle.start(input, searchable);
        String webUi = services.settings().webUi();
        if (webUi != null) {
            notices.println("Web UI " + page(webUi));
        }
        boolean joined = before.equals(Optional.of(runId));
        if (joined) {
            notices.println("It runs already: this command joins it.");
        }
        CompletableFuture<JobStatus> ending = handle.ending();
        Lookout lookout = new Lookout(invocation, services, crew, notices);
        Optional<SeriesProgress> now = handle.awaitStep(0, ending, invocation.interruption());
        if (joined && now.isPresent()) {
            tellOther(input, now.get());
        }
        JobStatus left = now.isEmpty() ? JobStatus.RUNNING : JobStatus.COMPLETED;
        for (int i = 0; left == JobStatus.COMPLETED && i < now.get().steps().size(); i++) {
            now = handle.awaitStep(i, ending, invocation.interruption());
            left = now.isEmpty() ? JobStatus.RUNNING : seen(now.get().steps().get(i), lookout, joined);
        }
        JobStatus status = left == JobStatus.COMPLETED ? ending.join() : left;
        worse(
                switch (status) {
                    case COMPLETED -> ExitCode.OK;
                    case FAILED -> ExitCode.FAILED;
                    case RUNNING -> ExitCode.INTERRUPTED;
                    default -> ExitCode.STOPPED;
                });
        return new Seen(report(runId, status), worst, status == JobStatus.RUNNING);
    }

    private String page(String webUi) {
        return new MigrationHandle(services.temporal(), series.name()).page(webUi);
    }

    private void tellOther(SeriesInput input, SeriesProgress now) {
        List<String> asked = input.steps().stream()
                .map(step -> step.step() + " " + step.input().work())
                .toList();
        List<String> under = now.steps().stream()
                .map(step -> step.step() + " " + step.work())
                .toList();
        if (!asked.equals(under)) {
            notices.println("  Its steps are not those that you named: give the same command when it has ended.");
        }
    }

    /** @return as what the step was left while it runs, or is paused; completed where it has ended, however */
    private JobStatus seen(SeriesProgress.Step step, Lookout lookout, boolean joined) {
        Settings settings = Optional.ofNullable(series.steps().get(step.step())).orElse(series.shared());
        if (step.state() == State.SKIPPED) {
            skipped(step.step(), settings);
            return JobStatus.COMPLETED;
        }
        if (step.runId() == null) {
            add(step, settings, step.state().word(), step.reason(), null);
            return JobStatus.COMPLETED;
        }
        notices.println("Step " + step.step() + ": migration " + step.name());
        Instant since = Instant.now();
        MigrationHandle run = new MigrationHandle(services.temporal(), step.name(), step.runId());
        Pause pause = joined && !step.over() ? lifted(step, run) : null;
        Outcome outcome = lookout.until(step.name(), step.job(), step.work(), run.outcome(), pause);
        Session.Ended ended = new Session.Ended(outcome, step.runId(), Duration.between(since, Instant.now()));
        RunReport report = Ending.data(run, settings, ended);
        if (outcome.status() == JobStatus.FAILED && step.work() == Work.COPY) {
            Front.of(settings).afterFailure(services.of(settings), step.job()).forEach(notices::println);
        }
        print(step, settings, ended, report);
        add(step, settings, outcome.status().word(), outcome.reason(), report);
        worse(exit(step.work(), outcome));
        return outcome.status() == JobStatus.RUNNING || outcome.status() == JobStatus.PAUSED
                ? outcome.status()
                : JobStatus.COMPLETED;
    }

    /** Whoever runs a series wants it to go on. */
    private @Nullable Pause lifted(SeriesProgress.Step step, MigrationHandle run) {
        Pause pause = services.jobs().find(step.job()).map(JobView::pause).orElse(null);
        if (pause != null) {
            notices.println("It was paused by " + pause.by() + " (" + pause.reason() + "): " + run.steer("resume"));
        }
        return pause;
    }

    private void print(SeriesProgress.Step step, Settings settings, Session.Ended ended, RunReport report) {
        if (request.output() == Output.JSON) {
            return;
        }
        PrintStream out = invocation.console().out();
        Outcome outcome = ended.outcome();
        if (step.work() == Work.VERIFY && outcome.verification() != null) {
            VerifyReport.of(settings.name(), outcome.verification(), ended.took())
                    .text(settings.sinkIdentity())
                    .forEach(out::println);
        } else {
            report.text(settings.sinkIdentity(), words(settings)).forEach(out::println);
        }
    }

    private static ExitCode exit(Work work, Outcome outcome) {
        return work == Work.VERIFY
                        && outcome.verification() != null
                        && outcome.verification().passed()
                ? ExitCode.OK
                : outcome.exit();
    }

    /** A step that an earlier run has completed counts as it ended then. */
    private void skipped(String step, Settings settings) {
        notices.println("Step " + step + ": migration " + settings.name() + " is complete already, and skipped.");
        JobView job = services.jobs().latest(settings.name()).orElseThrow();
        Run.setOtherwise(services.of(settings), job).ifPresent(notices::println);
        RunReport report = RunReport.of(
                job.name(),
                new MigrationHandle(services.temporal(), job.name()).workflowId(),
                null,
                job.status(),
                job.reason(),
                job.totals(),
                job.verification(),
                0,
                null);
        reports.add(new SeriesReport.Step(step, word(Work.COPY), State.SKIPPED.word(), null, words(settings), report));
        worse(new Outcome(job.status(), job.reason(), job.totals(), job.verification()).exit());
    }

    private void add(
            SeriesProgress.Step step,
            Settings settings,
            String status,
            @Nullable String reason,
            @Nullable RunReport report) {
        reports.add(new SeriesReport.Step(step.step(), word(step.work()), status, reason, words(settings), report));
    }

    private static String word(Work work) {
        return work.name().toLowerCase(Locale.ROOT);
    }

    private static Words words(Settings settings) {
        return Words.of(settings.recipe().recipe().word());
    }

    /** Where every step is complete. */
    ExitCode nothingToDo(List<SeriesStep> steps) {
        for (SeriesStep step : steps) {
            skipped(step.step(), Objects.requireNonNull(series.steps().get(step.step())));
        }
        new Seen(report(null, JobStatus.COMPLETED), worst, false).report(invocation.console(), request.output());
        return worst;
    }

    private SeriesReport report(@Nullable String runId, JobStatus status) {
        String webUi = services.settings().webUi();
        return new SeriesReport(
                series.name(),
                handle.workflowId(),
                runId,
                status.word(),
                reports,
                Duration.between(begun, Instant.now()).toMillis() / 1000.0,
                webUi == null || runId == null ? null : page(webUi));
    }

    private void worse(ExitCode exit) {
        worst = worst.or(exit);
    }
}
