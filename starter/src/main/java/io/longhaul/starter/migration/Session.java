package io.longhaul.starter.migration;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Crew;
import io.longhaul.starter.services.SearchAttributes;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Settings;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.Work;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run with workers of its own: they are there before the workflow is started, and end after it. */
public final class Session {

    private final Invocation invocation;
    private final Services services;
    private final MigrationHandle handle;
    private final int workers;
    private final PrintStream notices;

    /**
     * How it ended.
     *
     * @param runId of the workflow
     */
    public record Ended(Outcome outcome, String runId, Duration took) {}

    public Session(Invocation invocation, Services services, MigrationHandle handle, int workers, Output output) {
        this.invocation = invocation;
        this.services = services;
        this.handle = handle;
        this.workers = workers;
        this.notices = output.notices(invocation.console());
    }

    /**
     * Starts the run, or joins the one under way, and watches it.
     *
     * @param paused lifted at once, as whoever runs a migration wants it to go on; null where it is not paused
     */
    public Ended run(MigrationInput input, @Nullable Pause paused) {
        Settings settings = services.settings();
        Instant begun = Instant.now();
        try (Crew crew = Crew.start(workers, services, invocation, notices::println)) {
            Optional<String> before = handle.running();
            String runId = start(handle, input, settings);
            if (settings.webUi() != null) {
                notices.println("Web UI " + handle.page(settings.webUi()));
            }
            if (before.equals(Optional.of(runId))) {
                handle.progress().ifPresent(now -> Joined.notices(now, input).forEach(notices::println));
            }
            if (paused != null) {
                notices.println(
                        "It was paused by " + paused.by() + " (" + paused.reason() + "): " + handle.steer("resume"));
            }
            Outcome outcome = new Lookout(invocation, services, crew, notices)
                    .until(settings.name(), input.job(), input.work(), handle.outcome(), paused);
            return new Ended(outcome, runId, Duration.between(begun, Instant.now()));
        }
    }

    /** Starts the workflow with what its Web UI shows of it. */
    static String start(MigrationHandle handle, MigrationInput input, Settings settings) {
        Map<String, Object> memo = new LinkedHashMap<>();
        memo.put("source", settings.sourceIdentity());
        memo.put("target", settings.sinkIdentity());
        String model = settings.recipe().modelIdentity();
        if (!model.isEmpty()) {
            memo.put("model", model);
        }
        memo.put("job", input.job().toString());
        return handle.start(input, summary(input, settings), memo);
    }

    private static String summary(MigrationInput input, Settings settings) {
        String what = input.limit() == null ? "all records" : input.limit() + " records";
        String verb =
                switch (input.work()) {
                    case COPY -> "moves " + what;
                    case RETRY_FAILED -> "retries failed records";
                    case VERIFY -> "verifies";
                };
        return "%s %s: %s".formatted(input.name(), verb, settings.recipe().brief());
    }

    /** The input of a run of this job. */
    static MigrationInput input(JobId job, Work work, @Nullable RetryRequest retry, Services services) {
        return input(job, work, retry, services.settings(), SearchAttributes.ready(services.temporal()));
    }

    static MigrationInput input(
            JobId job, Work work, @Nullable RetryRequest retry, Settings settings, boolean searchable) {
        return new MigrationInput(
                job,
                settings.name(),
                work,
                settings.spec(),
                settings.tuning(),
                settings.limit(),
                retry == null ? List.of() : List.of(retry),
                searchable);
    }
}
