package io.longhaul.activities.relational;

import java.util.HashSet;
import java.util.Set;

/** Names that are taken in a schema: tables, indexes and sequences share them. A name that is taken gets a number. */
final class Relations {

    private final Set<String> taken = new HashSet<>();

    boolean take(String name) {
        return taken.add(name);
    }

    String free(String wanted) {
        String name = PgNames.fitting(wanted);
        for (int number = 1; !taken.add(name); number++) {
            name = PgNames.fitting(wanted + number);
        }
        return name;
    }
}
