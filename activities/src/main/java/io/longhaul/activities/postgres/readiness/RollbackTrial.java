package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.BatchCopy;
import io.longhaul.activities.postgres.Catalog;
import io.longhaul.activities.postgres.Finish;
import io.longhaul.activities.postgres.Preparation;
import io.longhaul.activities.postgres.Reset;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.KnownAbsences;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Makes a small copy in schemas of its own, by the very code of the migration, and takes it back by the very code of {@code
 * reset}. What a trial that was killed has left, the next one takes back first.
 */
public final class RollbackTrial {

    private static final int ROWS_OF_A_TABLE = 100;

    /** Taking back goes on to its end, also where somebody wants to stop. */
    private static final Watch TO_THE_END = () -> {};

    private final Migrated migrated;
    private final TargetPlan scratch;
    private final JobId job;

    public RollbackTrial(Migrated migrated) {
        this.migrated = migrated;
        this.scratch = migrated.in(
                Migrated.scratch(migrated.plan().schema()),
                Migrated.scratch(migrated.plan().quarantine()));
        // The same for each trial, so that one finds what another has left.
        this.job = new JobId(UUID.nameUUIDFromBytes(scratch.schema().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What was tried.
     *
     * @param schema in which
     * @param rows that were copied
     * @param removed objects that reset took back
     * @param left what is there after it and was not before, or the other way round
     */
    public record Result(String schema, int tables, long rows, int removed, List<String> left) {}

    public Result run(Watch watch) {
        new Reset(migrated.target(), scratch, job).run(TO_THE_END);
        List<String> before = relations();
        long rows;
        List<String> removed;
        try {
            rows = make(watch);
        } finally {
            removed = new Reset(migrated.target(), scratch, job).run(TO_THE_END);
        }
        List<String> left = relations();
        List<String> different = new ArrayList<>(left);
        different.removeAll(before);
        before.removeAll(left);
        different.addAll(before);
        return new Result(scratch.schema(), scratch.tables().size(), rows, removed.size(), different);
    }

    private long make(Watch watch) {
        new Preparation(migrated.target(), scratch, job).run(watch);
        BatchCopy copy =
                new BatchCopy(migrated.target(), migrated.file(), migrated.state(), scratch, job, new KnownAbsences());
        long rows = 0;
        int number = 0;
        for (TablePlan table : scratch.tables()) {
            watch.look();
            for (SourceKey end : firstRows(table)) {
                rows += copy.copy(number++, new KeyRange(null, end), watch).copied();
            }
        }
        Finish finish = new Finish(migrated.target(), scratch, job);
        scratch.tables().forEach(table -> finish.table(table, watch));
        // Of some rows the parents are missing, so these stay without a look at the rows that are there.
        Ddl ddl = new Ddl(scratch);
        migrated.target().transaction("making foreign keys of a trial", watch, transaction -> {
            for (TablePlan table : scratch.tables()) {
                for (ConstraintPlan constraint : table.constraints()) {
                    if (constraint.kind() == ConstraintPlan.Kind.FOREIGN_KEY) {
                        transaction.execute(ddl.addConstraint(table, constraint));
                    }
                }
            }
            return scratch;
        });
        return rows;
    }

    private List<SourceKey> firstRows(TablePlan table) {
        try (SqliteSession session = migrated.file().open()) {
            return new TableReader(session, table.rowKeys()).borders(null, ROWS_OF_A_TABLE, 1);
        }
    }

    /** All that is in the schemas of the migration and of the trial, each with PostgreSQL's own id. */
    private List<String> relations() {
        return migrated.target().transaction("looking for what is left", TO_THE_END, transaction -> {
            List<String> found = new ArrayList<>();
            for (String schema : List.of(
                    migrated.plan().schema(), migrated.plan().quarantine(), scratch.schema(), scratch.quarantine())) {
                if (Catalog.schema(transaction.sql(), schema).isPresent()) {
                    found.add("schema " + schema);
                }
                found.addAll(Catalog.relations(transaction.sql(), schema));
            }
            return found;
        });
    }
}
