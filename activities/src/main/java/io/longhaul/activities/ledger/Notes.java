package io.longhaul.activities.ledger;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.JobId;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running migration does that takes long, or waits for, in a sentence: in the ledger for {@code status}, and told to its
 * workflow for the Web UI. Written when it changes, and not more than every few seconds; told once a minute at most, and only
 * when more than figures have changed, as a workflow takes so many signals and no more. That one is lost harms nothing.
 */
public final class Notes {

    private static final long SELDOM_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long A_MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Pattern FIGURES = Pattern.compile("[0-9]+");
    private static final String SIGNAL = "note";

    private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

    private record Said(Optional<String> note, long at) {}

    private final Jobs jobs;
    private final Map<JobId, Said> last = new ConcurrentHashMap<>();
    private final Map<JobId, Said> told = new ConcurrentHashMap<>();

    public Notes(Jobs jobs) {
        this.jobs = jobs;
    }

    /** To be asked for on an activity's own thread, and used on any; null says that there is nothing to say any more. */
    public Consumer<@Nullable String> of(JobId job) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        String migration = migration(context.getInfo().getWorkflowId());
        return note -> {
            if (isNews(job, note)) {
                write(job, note);
            }
            if (isWorthASignal(job, note)) {
                tell(context, migration, note);
            }
        };
    }

    /** The workflow of the migration, whose batches have their numbers behind its id. */
    private static String migration(String workflowId) {
        String[] parts = workflowId.split("/", 3);
        return parts.length < 2 ? workflowId : parts[0] + "/" + parts[1];
    }

    private synchronized boolean isNews(JobId job, @Nullable String note) {
        Said said = last.get(job);
        Optional<String> now = Optional.ofNullable(note);
        if (said != null) {
            boolean soon = System.nanoTime() - said.at() < SELDOM_NANOS;
            // That it goes on again is said at once, and so is why it stopped.
            if (said.note().equals(now)
                    || (soon && now.isPresent() && said.note().isPresent())) {
                return false;
            }
        }
        last.put(job, new Said(now, System.nanoTime()));
        return true;
    }

    /** The end of what was told is told at once, and there is one for each. */
    private synchronized boolean isWorthASignal(JobId job, @Nullable String note) {
        Said before = told.getOrDefault(job, new Said(Optional.empty(), System.nanoTime() - A_MINUTE_NANOS));
        Optional<String> now =
                Optional.ofNullable(note).map(text -> FIGURES.matcher(text).replaceAll("#"));
        boolean soon = now.isPresent() && System.nanoTime() - before.at() < A_MINUTE_NANOS;
        if (soon || before.note().equals(now)) {
            return false;
        }
        told.put(job, new Said(now, now.isPresent() ? System.nanoTime() : before.at()));
        return true;
    }

    private void write(JobId job, @Nullable String note) {
        try {
            jobs.note(job, note);
        } catch (MigrationException e) {
            LOG.info("what is done now could not be noted: {}", e.kind());
        }
    }

    private static void tell(ActivityExecutionContext context, String migration, @Nullable String note) {
        try {
            WorkflowStub workflow = context.getWorkflowClient().newUntypedWorkflowStub(migration);
            workflow.signal(SIGNAL, note == null ? "" : note);
        } catch (WorkflowException e) {
            LOG.info("what is done now could not be told: {}", e.getClass().getName());
        }
    }
}
