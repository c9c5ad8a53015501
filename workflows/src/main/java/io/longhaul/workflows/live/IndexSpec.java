package io.longhaul.workflows.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index to build while others write: {@code {name: users_email, on: [lower(email)], unique: true, where: "deleted IS
 * NULL"}}.
 *
 * @param on columns and expressions, each as in CREATE INDEX
 * @param where of a partial index; null for all rows
 * @param method null for btree
 */
public record IndexSpec(
        String name,
        List<String> on,
        boolean unique,
        @Nullable String where,
        @Nullable String method) {

    public IndexSpec {
        name = Step.required("name", name);
        if (on == null || on.isEmpty()) {
            throw new IllegalArgumentException("an index needs columns: give on: [column, ...]");
        }
        on = List.copyOf(on);
    }
}
