package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a discovery has learnt of one table, for its plan.
 *
 * @param bytes of all values, in PostgreSQL's binary format
 * @param largestRow in bytes
 * @param types of columns whose declaration does not say, or says less than the values
 * @param gone columns with the kinds of values that do not fit and keep their rows from arriving
 * @param broken names of constraints and unique indexes that rows break
 * @param damaged whether SQLite could not read it to its end
 */
public record TableFindings(
        long rows,
        long bytes,
        long largestRow,
        Map<String, PgType> types,
        Map<String, Set<IssueKind>> gone,
        Set<String> broken,
        boolean damaged) {

    static final TableFindings NONE = new TableFindings(0, 0, 0, Map.of(), Map.of(), Set.of(), false);

    public TableFindings {
        types = Collections.unmodifiableMap(new TreeMap<>(types));
        gone = Collections.unmodifiableMap(new TreeMap<>(gone));
        broken = Collections.unmodifiableSet(new TreeSet<>(broken));
    }

    TableFindings withBroken(Set<String> names) {
        return new TableFindings(rows, bytes, largestRow, types, gone, names, damaged);
    }

    TableFindings withDamage() {
        return new TableFindings(rows, bytes, largestRow, types, gone, broken, true);
    }

    /** How many rows make a batch of at most so many rows and about so many bytes. */
    public int batchRows(int mostRows, long mostBytes) {
        long average = rows == 0 ? 1 : Math.max(1, bytes / rows);
        return (int) Math.max(1, Math.min(mostRows, mostBytes / average));
    }
}
