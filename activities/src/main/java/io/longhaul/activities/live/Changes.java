package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.SqlState;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does operations and undoes them, and notes in the target what leads back: in the same transaction where the server allows it,
 * before it where it does not. Running one again goes on where it was. Safe for many threads.
 */
public final class Changes {

    /** The schema of Longhaul's own tables and functions beside the data. */
    public static final String SCHEMA = "longhaul";

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final LiveDatabase database;

    public Changes(LiveDatabase database) {
        this.database = database;
    }

    /** A change that was made and not undone, the last one first. */
    public record Made(
            JobId job,
            String title,
            String table,
            List<Action> undo,
            @Nullable String loss) {
        public Made {
            undo = List.copyOf(undo);
        }
    }

    /** Where notes of all kinds are kept. Somebody else may have made it, for a user who may not. */
    public static void createSchema(Transaction transaction) throws SQLException {
        if (!transaction.holds("to_regnamespace('longhaul') IS NOT NULL")) {
            transaction.execute("CREATE SCHEMA longhaul");
        }
    }

    public static void create(Transaction transaction) throws SQLException {
        createSchema(transaction);
        transaction.execute("""
                CREATE TABLE IF NOT EXISTS longhaul.change (
                  number bigint GENERATED ALWAYS AS IDENTITY,
                  job uuid NOT NULL,
                  title text NOT NULL,
                  table_name text NOT NULL,
                  undo text NOT NULL,
                  loss text,
                  begun_at timestamptz NOT NULL DEFAULT now(),
                  done_at timestamptz,
                  undone_at timestamptz,
                  undone_by bigint,
                  PRIMARY KEY (job, title)
                )""");
        FillNewRows.create(transaction);
    }

    /** @param progress told now and then what is being done */
    public void run(JobId job, LiveTable table, Operation operation, Consumer<@Nullable String> progress, Watch watch) {
        String doing = operation.title() + " of table " + table;
        if (isDone(job, operation, watch)) {
            return;
        }
        requireUnbroken(table, operation, watch);
        Supplier<String> holder = () -> {
            String words = Holders.words(database, table.toString(), watch);
            progress.accept(operation.title() + " waits for table " + table + words);
            return words;
        };
        try {
            for (Action action : operation.actions(table)) {
                Progress.told(
                        database,
                        table,
                        action,
                        operation.title(),
                        progress,
                        () -> perform(
                                doing, action, holder, watch, transaction -> note(transaction, job, table, operation)));
            }
        } catch (MigrationException e) {
            throw broken(table, operation, e, watch);
        }
        database.calmly(doing, watch, transaction -> transaction
                .sql()
                .execute(
                        "UPDATE longhaul.change SET done_at = now(), undone_at = NULL WHERE job = ? AND title = ?",
                        job.value(),
                        operation.title()));
    }

    private boolean isDone(JobId job, Operation operation, Watch watch) {
        return database.calmly("looking at " + operation.title(), watch, transaction -> transaction
                .sql()
                .select(
                        "SELECT EXISTS (SELECT FROM longhaul.change WHERE job = ? AND title = ? AND done_at IS NOT NULL"
                                + " AND undone_at IS NULL)",
                        job.value(),
                        operation.title())
                .mapTo(Boolean.class)
                .one());
    }

    /** What is written in the same transaction as a change. */
    @FunctionalInterface
    private interface Noting {
        void in(Transaction transaction) throws SQLException;
    }

    private void perform(String doing, Action action, Supplier<String> inTheWay, Watch watch, Noting noting) {
        boolean already = database.calmly(doing, watch, transaction -> transaction.holds(action.unless()));
        if (already) {
            return;
        }
        switch (action.manner()) {
            case BRIEF -> database.briefly(doing, inTheWay, watch, transaction -> change(transaction, action, noting));
            case CALM -> database.calmly(doing, watch, transaction -> change(transaction, action, noting));
            case ALONE -> {
                database.calmly(doing, watch, transaction -> {
                    noting.in(transaction);
                    return action;
                });
                database.alone(doing, watch, transaction -> {
                    transaction.execute(action.sql());
                    return action;
                });
            }
        }
    }

    private static Action change(Transaction transaction, Action action, Noting noting) throws SQLException {
        noting.in(transaction);
        transaction.execute(action.sql());
        return action;
    }

    private static void note(Transaction transaction, JobId job, LiveTable table, Operation operation) {
        transaction
                .sql()
                .execute(
                        "INSERT INTO longhaul.change (job, title, table_name, undo, loss) VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT (job, title) DO UPDATE SET undone_at = NULL, undone_by = NULL, done_at = NULL",
                        job.value(),
                        operation.title(),
                        table.toString(),
                        json(operation.undo(table)),
                        operation.loss());
    }

    /** Found before, a row that breaks it harms nobody. */
    private void requireUnbroken(LiveTable table, Operation operation, Watch watch) {
        Breach breach = new Breach(database, table, operation, watch);
        List<String> keys = breach.possible() ? breach.keys() : List.of();
        if (!keys.isEmpty()) {
            withdraw(table, operation, watch);
            throw breach.refused(keys, null);
        }
    }

    /** What rows break must not stay: a constraint or an index would refuse what writers write, be it valid or not. */
    private MigrationException broken(LiveTable table, Operation operation, MigrationException failure, Watch watch) {
        if (!SqlState.of(failure).startsWith("23")) {
            return failure;
        }
        Breach breach = new Breach(database, table, operation, watch);
        if (operation instanceof BuildIndex build) {
            List<String> over = breach.expressions(build);
            withdraw(table, operation, watch);
            return breach.refused(breach.duplicates(build, over), failure);
        }
        withdraw(table, operation, watch);
        return breach.refused(breach.keys(), failure);
    }

    /** What a job has begun of it and not finished; what was there before is not ours to drop. */
    private void withdraw(LiveTable table, Operation operation, Watch watch) {
        String doing = "withdrawing " + operation.title();
        String begun = "table_name = " + literal(table.toString()) + " AND title = " + literal(operation.title())
                + " AND done_at IS NULL AND undone_at IS NULL";
        boolean ours = database.calmly(
                doing,
                watch,
                transaction -> transaction.holds("EXISTS (SELECT FROM longhaul.change WHERE " + begun + ")"));
        if (ours) {
            operation.withdrawal(table).forEach(action -> perform(doing, action, () -> "", watch, nothing -> {}));
            database.calmly(
                    doing,
                    watch,
                    transaction -> transaction.change("UPDATE longhaul.change SET undone_at = now() WHERE " + begun));
        }
    }

    /** What a job has made and not undone, the last change first; empty where nothing was noted at all. */
    public List<Made> made(JobId job, Watch watch) {
        return database.calmly("reading what was changed", watch, transaction -> {
            if (!transaction.holds("to_regclass('longhaul.change') IS NOT NULL")) {
                return List.of();
            }
            return transaction
                    .sql()
                    .select(
                            "SELECT title, table_name, undo, loss FROM longhaul.change"
                                    + " WHERE job = ? AND undone_at IS NULL ORDER BY number DESC",
                            job.value())
                    .map((row, context) -> new Made(
                            job, row.getString(1), row.getString(2), actions(row.getString(3)), row.getString(4)))
                    .list();
        });
    }

    /** Undoes an operation, whichever job has done it. */
    public void undo(JobId job, LiveTable table, Operation operation, Watch watch) {
        made(job, watch).stream()
                .filter(made -> made.title().equals(operation.title()))
                .findFirst()
                .ifPresentOrElse(made -> undo(made, watch), () -> operation
                        .undo(table)
                        .forEach(action -> perform(operation.title(), action, () -> "", watch, nothing -> {})));
    }

    public void undo(Made made, Watch watch) {
        String doing = "undoing " + made.title() + " of table " + made.table();
        for (Iterator<Action> left = made.undo().iterator(); left.hasNext(); ) {
            Action action = left.next();
            // Noted before the last one is done, it would not be gone on with.
            boolean noted = !left.hasNext() && action.manner() != Action.Manner.ALONE;
            perform(
                    doing,
                    action,
                    () -> Holders.words(database, made.table(), watch),
                    watch,
                    noted ? transaction -> undone(transaction, made.job(), made.title()) : nothing -> {});
        }
        database.calmly(doing, watch, transaction -> {
            undone(transaction, made.job(), made.title());
            return made;
        });
    }

    /** With the oldest transaction that was at work then, as rows of it and of later ones may be written afterwards. */
    private static void undone(Transaction transaction, JobId job, String title) {
        transaction.sql().execute("""
                UPDATE longhaul.change
                SET undone_at = now(),
                    undone_by = CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS numeric) % 4294967296
                WHERE job = ? AND title = ? AND undone_at IS NULL""", job.value(), title);
    }

    private static String json(List<Action> actions) {
        try {
            return JSON.writeValueAsString(actions);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of ours are always JSON", e);
        }
    }

    private static List<Action> actions(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<Action>>() {});
        } catch (JsonProcessingException e) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "what was changed was noted by another version of Longhaul: roll it back by that version",
                    e);
        }
    }
}
