package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteRow;
import java.util.ArrayList;
import java.util.List;

/** Counts rows and keeps the keys of the first few. */
final class Tally {

    private final List<String> examples = new ArrayList<>(Issue.EXAMPLES);
    private long rows;

    /** @param row begins with the columns of its key */
    void add(RowKeys keys, SqliteRow row) {
        rows++;
        if (examples.size() < Issue.EXAMPLES) {
            examples.add(keys.text(row));
        }
    }

    long rows() {
        return rows;
    }

    List<String> examples() {
        return examples;
    }
}
