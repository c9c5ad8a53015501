package io.longhaul.starter.migration;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.ProgressView;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.starter.report.ScheduleReport.Firing;
import io.longhaul.starter.schedule.Schedules;
import io.longhaul.starter.services.Crew;
import io.longhaul.starter.services.Services;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.Pause;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Workers for a schedule, with a line for each run, until somebody interrupts. Not thread-safe. */
final class Vigil {

    private static final long LOOK_MS = 500;

    private final Invocation invocation;
    private final Services services;
    private final Schedules schedules;
    private final PrintStream notices;
    private @Nullable String told;
    private @Nullable Pause pause;
    private boolean lost;

    Vigil(Invocation invocation, Services services, Schedules schedules, PrintStream notices) {
        this.invocation = invocation;
        this.services = services;
        this.schedules = schedules;
        this.notices = notices;
    }

    ExitCode keep(String name) {
        ProgressView view = new ProgressView(name, invocation.console(), notices);
        try (Crew crew = Crew.start(0, services, invocation, notices::println)) {
            while (!invocation.interruption().await(LOOK_MS)) {
                crew.reportLosses(view::say);
                if (!look(name, view)) {
                    view.say("The schedule was taken away.");
                    return ExitCode.OK;
                }
            }
            view.say("Stopping at a safe point ...");
        }
        notices.println("Stopped. The schedule of " + name + " stays: the same command goes on with it, and "
                + Invocation.PROGRAM + " unschedule " + name + " takes it away.");
        return ExitCode.INTERRUPTED;
    }

    /** @return whether there is still a schedule */
    private boolean look(String name, ProgressView view) {
        try {
            Optional<ScheduleReport> schedule = schedules.find(name);
            if (schedule.isEmpty()) {
                return false;
            }
            Firing last = schedule.get().last();
            if (last != null && last.running()) {
                services.jobs().latest(name).ifPresent(job -> progress(job, view));
            } else if (last != null && !last.workflowId().equals(told)) {
                told = last.workflowId();
                view.say(last.at() + " " + last.text());
            }
            lost = false;
        } catch (MigrationException e) {
            if (!lost) {
                view.say("How it stands can't be read for now: " + e.getMessage());
                lost = true;
            }
        }
        return true;
    }

    private void progress(JobView job, ProgressView view) {
        Pause now = job.pause();
        if (now != null && !now.equals(pause)) {
            view.say("Paused by " + now.by() + ": " + now.reason() + ". " + Invocation.PROGRAM + " resume " + job.name()
                    + " goes on.");
        }
        pause = now;
        view.note(job.status() == JobStatus.RUNNING ? job.reason() : null);
        view.show(job.totals(), Instant.now());
    }
}
