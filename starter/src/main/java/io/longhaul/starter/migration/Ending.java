package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.Console;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.JobReport;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.RunReport;
import io.longhaul.starter.report.Words;
import io.longhaul.worker.settings.Settings;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints how a run ended. */
final class Ending {

    private final Console console;
    private final Output output;

    Ending(Console console, Output output) {
        this.console = console;
        this.output = output;
    }

    void report(MigrationHandle handle, Settings settings, Session.Ended ended) {
        Outcome outcome = ended.outcome();
        RunReport report = data(handle, settings, ended);
        if (output == Output.JSON) {
            Json.print(console.out(), report);
            if (outcome.status() == JobStatus.FAILED) {
                console.err().println("failed: " + outcome.reason());
            }
        } else {
            report.text(
                            settings.sinkIdentity(),
                            Words.of(settings.recipe().recipe().word()))
                    .forEach(console.out()::println);
        }
    }

    static RunReport data(MigrationHandle handle, Settings settings, Session.Ended ended) {
        Outcome outcome = ended.outcome();
        return RunReport.of(
                settings.name(),
                handle.workflowId(),
                ended.runId(),
                outcome.status(),
                outcome.reason(),
                outcome.totals() == null ? JobTotals.NONE : outcome.totals(),
                outcome.verification(),
                ended.took().toMillis() / 1000.0,
                settings.webUi() == null ? null : handle.page(settings.webUi()));
    }

    /** A job that needs no run, with what can be done with it. */
    void copied(JobView job) {
        JobReport report = JobReport.of(job, false);
        if (output == Output.JSON) {
            Json.print(console.out(), report);
            return;
        }
        report.text().forEach(console.out()::println);
        if (job.status().unfinished()) {
            return;
        }
        console.out()
                .println(Invocation.PROGRAM + " "
                        + Words.of(job.recipe()).again().formatted(job.name()) + ".");
    }

    void detached(MigrationHandle handle, Settings settings, JobId job, String runId) {
        if (output == Output.JSON) {
            Map<String, String> ids = new LinkedHashMap<>();
            ids.put("name", settings.name());
            ids.put("workflowId", handle.workflowId());
            ids.put("runId", runId);
            ids.put("job", job.toString());
            ids.put("status", JobStatus.RUNNING.word());
            Json.print(console.out(), ids);
            return;
        }
        console.out().println("Started workflow " + handle.workflowId() + ", run " + runId + ", job " + job);
        console.out().println("It needs workers: bin/worker, here or elsewhere, as many as you like.");
        console.out().println(Invocation.PROGRAM + " watch " + settings.name() + " shows its progress.");
    }
}
