package io.longhaul.starter.schedule;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.workflows.engine.MigrationAttributes;
import io.longhaul.workflows.engine.ScheduledRun;
import io.longhaul.workflows.engine.ScheduledRunWorkflow;
import io.longhaul.workflows.engine.TaskQueues;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionResult;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.ScheduleListDescription;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleUpdate;
import io.temporal.common.SearchAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Longhaul's schedules in a Temporal namespace, one for each migration's name at most. */
public final class Schedules {

    private static final String PREFIX = ScheduledRunWorkflow.scheduleId("");

    private final WorkflowClient client;
    private final ScheduleClient schedules;

    public Schedules(WorkflowClient client) {
        this.client = client;
        this.schedules = ScheduleClient.newInstance(
                client.getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setIdentity(client.getOptions().getIdentity())
                        .setDataConverter(client.getOptions().getDataConverter())
                        .build());
    }

    /** Those of the Temporal that is named or runs; empty where it is embedded and does not run, as nothing fires then. */
    public static Optional<Schedules> known(Services services) {
        return services.settings().missing().contains(Backend.TEMPORAL)
                ? Optional.empty()
                : Optional.of(new Schedules(services.temporal()));
    }

    /**
     * Makes the migration run at once, and every so often from then on. The one that is there is changed to this, and stays
     * paused if somebody has paused it.
     *
     * @return how often it was before; empty where there was none
     */
    public Optional<Duration> put(Every every, ScheduledRun run) {
        String name = run.job().name();
        return told(() -> {
            Schedule wanted = schedule(every, run);
            ScheduleHandle handle = schedules.getHandle(ScheduledRunWorkflow.scheduleId(name));
            AtomicReference<@Nullable Duration> before = new AtomicReference<>();
            try {
                handle = schedules.createSchedule(
                        ScheduledRunWorkflow.scheduleId(name),
                        wanted,
                        ScheduleOptions.newBuilder().build());
            } catch (ScheduleAlreadyRunningException e) {
                handle.update(input -> {
                    Schedule there = input.getDescription().getSchedule();
                    before.set(every(there));
                    return new ScheduleUpdate(Schedule.newBuilder(wanted)
                            // Given again, as by a script at each deployment, it keeps its times.
                            .setSpec(every.duration().equals(before.get()) ? there.getSpec() : wanted.getSpec())
                            .setState(there.getState())
                            .build());
                });
            }
            handle.trigger();
            return Optional.ofNullable(before.get());
        });
    }

    private static Schedule schedule(Every every, ScheduledRun run) {
        String name = run.job().name();
        WorkflowOptions.Builder options = WorkflowOptions.newBuilder()
                .setWorkflowId(ScheduledRunWorkflow.workflowId(name))
                .setTaskQueue(TaskQueues.MAIN)
                .setStaticSummary(name + ", every " + every)
                // Not only for people: the SDK can't describe a schedule that has a summary and no details.
                .setStaticDetails(Texts.moved(
                        run.job().source(), run.job().sink(), run.job().model()));
        if (run.searchable()) {
            options.setTypedSearchAttributes(SearchAttributes.newBuilder()
                    .set(MigrationAttributes.NAME, name)
                    .set(MigrationAttributes.RECIPE, run.job().recipe())
                    .build());
        }
        // Counted from now, and not from midnight: not everybody's schedules are to fire at the same moment.
        long offset = Instant.now().getEpochSecond() % every.duration().toSeconds();
        return Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(ScheduledRunWorkflow.class)
                        .setArguments(run)
                        .setOptions(options.build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder()
                        .setIntervals(List.of(new ScheduleIntervalSpec(every.duration(), Duration.ofSeconds(offset))))
                        .build())
                .setPolicy(SchedulePolicy.newBuilder()
                        .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                        // After an outage one run makes up for all that were missed.
                        .setCatchupWindow(every.duration())
                        .build())
                .build();
    }

    /** @return whether there was one */
    public boolean remove(String name) {
        return told(() -> {
            try {
                schedules.getHandle(ScheduledRunWorkflow.scheduleId(name)).delete();
                return true;
            } catch (RuntimeException e) {
                if (is(e, Status.Code.NOT_FOUND)) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** A migration's schedule; empty where it has none, or where the server knows no schedules. */
    public Optional<ScheduleReport> find(String name) {
        try {
            return Optional.of(report(
                    name,
                    schedules.getHandle(ScheduledRunWorkflow.scheduleId(name)).describe()));
        } catch (RuntimeException e) {
            if (is(e, Status.Code.NOT_FOUND, Status.Code.UNIMPLEMENTED)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All of them, by name. */
    public List<ScheduleReport> all() {
        try {
            return schedules
                    .listSchedules()
                    .map(ScheduleListDescription::getScheduleId)
                    .filter(id -> id.startsWith(PREFIX))
                    .sorted()
                    .flatMap(id -> find(id.substring(PREFIX.length())).stream())
                    .toList();
        } catch (RuntimeException e) {
            if (is(e, Status.Code.UNIMPLEMENTED)) {
                return List.of();
            }
            throw e;
        }
    }

    private ScheduleReport report(String name, ScheduleDescription found) {
        List<Instant> next = found.getInfo().getNextActionTimes();
        List<ScheduleActionResult> recent = found.getInfo().getRecentActions();
        Duration every = every(found.getSchedule());
        return new ScheduleReport(
                name,
                found.getId(),
                every == null ? "?" : Every.text(every),
                found.getSchedule().getState().isPaused(),
                next.isEmpty() ? null : next.get(0).toString(),
                recent.isEmpty() ? null : new Firings(client).of(recent.get(recent.size() - 1)));
    }

    /** Null where somebody has given it other times by hand. */
    private static @Nullable Duration every(Schedule schedule) {
        List<ScheduleIntervalSpec> intervals = schedule.getSpec().getIntervals();
        return intervals == null || intervals.size() != 1
                ? null
                : intervals.get(0).getEvery();
    }

    private static <T> T told(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            if (is(e, Status.Code.UNIMPLEMENTED)) {
                throw new Refusal(
                        ExitCode.USAGE,
                        "this Temporal server knows no schedules, as the in-memory one that takes the dev server's place:"
                                + " install Temporal's CLI, or name a server in TEMPORAL_ADDRESS");
            }
            throw e;
        }
    }

    private static boolean is(Throwable e, Status.Code... codes) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException grpc) {
                return List.of(codes).contains(grpc.getStatus().getCode());
            }
        }
        return false;
    }
}
