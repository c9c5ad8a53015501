package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.backups.Backup;
import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.Throttle;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fills a table from a backup, some pages at a time. A backup does not change, so its pages are the same in each run; a batch is
 * one transaction with its note.
 */
record Refilling(LiveDatabase database, Replacement replacement, BatchLog log) {

    private static final int BATCH_ROWS = 10_000;

    /** Pages of a table of the backup: from the one on, up to the other. */
    private record Pages(String table, long from, long until) {
        SourceKey end() {
            return new SourceKey(List.of(table, Long.toString(until)));
        }
    }

    void run(Throttle throttle, Consumer<@Nullable String> note, Watch watch) {
        Backup backup = replacement.backup();
        String doing = "restoring rows of backup " + backup;
        List<Pages> batches = database.calmly(doing, watch, this::batches);
        Consumer<Duration> pace = throttle.pace(watch, note);
        Duration took = Duration.ZERO;
        long rows = 0;
        for (int number = 0; number < batches.size(); number++) {
            Pages pages = batches.get(number);
            int batch = number;
            pace.accept(took);
            long begun = System.nanoTime();
            rows += database.batch(doing, watch, transaction -> copied(transaction, batch, pages));
            took = Duration.ofNanos(System.nanoTime() - begun);
            note.accept("restored " + rows + " of " + backup.content().rows() + " rows");
        }
    }

    private List<Pages> batches(Transaction transaction) throws SQLException {
        List<Pages> leaves = new ArrayList<>();
        for (String part : replacement.backup().quotedParts()) {
            leaves.addAll(transaction.rows(
                    """
                    SELECT relid::regclass::text, pg_relation_size(relid) / current_setting('block_size')::int
                    FROM (SELECT %1$s::regclass AS relid UNION SELECT relid FROM pg_partition_tree(%1$s::regclass)) AS t
                    JOIN pg_class c ON c.oid = relid WHERE relkind = 'r' ORDER BY relid::oid""".formatted(literal(part)), row -> new Pages(row.getString(1), 0, row.getLong(2))));
        }
        long pages = leaves.stream().mapToLong(Pages::until).sum();
        long step = Math.max(
                1,
                pages * BATCH_ROWS / Math.max(1, replacement.backup().content().rows()));
        List<Pages> batches = new ArrayList<>();
        for (Pages leaf : leaves) {
            for (long from = 0; from < leaf.until(); from += step) {
                batches.add(new Pages(leaf.table(), from, from + step));
            }
        }
        return batches;
    }

    private long copied(Transaction transaction, int number, Pages pages) throws SQLException {
        BatchLog.Written before = log.written(transaction, number);
        if (before.parts() > 0) {
            return before.rows();
        }
        Pairs.holdPrepared(transaction, log.job(), replacement.table());
        long rows = transaction.change(
                "INSERT INTO " + replacement.made() + " (" + names() + ") OVERRIDING SYSTEM VALUE SELECT "
                        + values() + " FROM " + pages.table() + " AS "
                        + quoted(replacement.table().name())
                        + " WHERE ctid >= '(" + pages.from() + ",0)'::tid AND ctid < '(" + pages.until() + ",0)'::tid");
        if (!log.note(transaction, number, 1, pages.end(), rows)) {
            transaction.giveUp();
        }
        return rows;
    }

    private String names() {
        return Stream.concat(
                        replacement.restored().stream(),
                        replacement.columns().computed().stream().map(Columns.Computed::name))
                .map(name -> quoted(name))
                .collect(Collectors.joining(", "));
    }

    private String values() {
        return Stream.concat(
                        replacement.restored().stream().map(name -> quoted(name)),
                        replacement.columns().computed().stream().map(column -> "(" + column.value() + ")"))
                .collect(Collectors.joining(", "));
    }
}
