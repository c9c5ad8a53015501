package io.longhaul.activities.live;

import io.longhaul.activities.MigrationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells how far an index is, while it is built. */
final class Progress {

    private static final long EVERY_SECONDS = 2;

    private Progress() {}

    static void told(
            LiveDatabase database,
            LiveTable table,
            Action action,
            String title,
            Consumer<@Nullable String> progress,
            Runnable work) {
        if (action.manner() != Action.Manner.ALONE) {
            work.run();
            return;
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(looking -> {
            Thread thread = new Thread(looking, "index-progress");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var unused = clock.scheduleWithFixedDelay(
                    () -> look(database, table, title, progress), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
            work.run();
        } finally {
            clock.shutdownNow();
        }
    }

    private static void look(
            LiveDatabase database, LiveTable table, String title, Consumer<@Nullable String> progress) {
        try {
            database.calmly("looking at " + title, () -> {}, transaction -> {
                transaction
                        .rows(
                                """
                                SELECT phase, CASE WHEN blocks_total > 0 THEN 100 * blocks_done / blocks_total
                                                   WHEN tuples_total > 0 THEN 100 * tuples_done / tuples_total END,
                                       nullif(current_locker_pid, 0)
                                FROM pg_stat_progress_create_index WHERE relid = %d""".formatted(table.oid()),
                                row -> title + ": " + row.getString(1)
                                        + (row.getString(2) == null ? "" : ", " + row.getString(2) + " %")
                                        + (row.getString(3) == null
                                                ? ""
                                                : ", waiting for the transaction of process " + row.getString(3)))
                        .forEach(progress);
                return table;
            });
        } catch (MigrationException e) {
            // The next look may find it; the work itself tells of what is wrong.
            return;
        }
    }
}
