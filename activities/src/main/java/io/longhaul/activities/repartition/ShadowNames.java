package io.longhaul.activities.repartition;

import io.longhaul.activities.relational.PgNames;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * What things are called before and after a swap. Indexes, and the constraints that have one, share a namespace with tables;
 * other constraints have the table's own, so they are called on the new table what they are called on the old one.
 */
public final class ShadowNames {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    private ShadowNames() {}

    /** Of the new table, before it takes the table's name; the same of its indexes, and of constraints that have one. */
    public static String before(String name) {
        return PgNames.fitting(name, "_new");
    }

    /** Of the old table after the swap; the same of its indexes, and of constraints that have one. */
    public static String after(String name, LocalDateTime swapped) {
        return PgNames.fitting(name, "_old_" + MOMENT.format(swapped));
    }

    /** Of a table whose rows were replaced by those of a backup. */
    static String replaced(String name, LocalDateTime swapped) {
        return PgNames.fitting(name, "_replaced_" + MOMENT.format(swapped));
    }
}
