package io.longhaul.activities.live;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a table that an operation can't hold with, by their keys. */
record Breach(LiveDatabase database, LiveTable table, Operation operation, Watch watch) {

    /** Rows that are named where many break it. */
    private static final int EXAMPLES = 5;

    /** Whether rows could break it, and it is not done. */
    boolean possible() {
        return operation.brokenBy(table) != null
                && !database.calmly(
                        "looking at " + operation.title(),
                        watch,
                        transaction -> transaction.holds(operation.done(table)));
    }

    /** Keys of some rows; empty where the operation does not say which they would be. */
    List<String> keys() {
        String condition = operation.brokenBy(table);
        Keyset keys = new Keyset(table);
        return condition == null
                ? List.of()
                : texts("SELECT array_to_string(" + keys.asTexts() + ", ', ') FROM " + table.aliased() + " WHERE "
                        + condition + " LIMIT " + EXAMPLES);
    }

    /** What a unique index is over, for {@link #duplicates} when it is dropped. */
    List<String> expressions(BuildIndex build) {
        return texts(build.expressions(table));
    }

    /** Keys of rows that such an index can't hold both. */
    List<String> duplicates(BuildIndex build, List<String> expressions) {
        return expressions.isEmpty() ? List.of() : texts(build.duplicates(table, expressions));
    }

    private List<String> texts(String query) {
        return database.calmly(
                "looking for rows of table " + table + " that break " + operation.title(),
                watch,
                transaction -> transaction.rows(query, row -> row.getString(1)));
    }

    MigrationException refused(List<String> keys, @Nullable MigrationException failure) {
        return new MigrationException(
                FailureKind.REJECTED_RECORD,
                operation.title() + ": rows of table " + table + " break it"
                        + (keys.isEmpty() ? "" : ", among them those with these keys: " + String.join("; ", keys))
                        + ": mend them, and run again; what was made of it was dropped again",
                failure);
    }
}
