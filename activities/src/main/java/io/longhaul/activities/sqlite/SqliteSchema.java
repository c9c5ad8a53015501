package io.longhaul.activities.sqlite;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a SQLite database declares. */
public record SqliteSchema(List<SqliteTable> tables, List<View> views, List<Trigger> triggers) {

    /** @param sql the whole statement */
    public record View(String name, List<String> columns, String sql) {
        public View {
            columns = List.copyOf(columns);
        }
    }

    public record Trigger(String name, String table, String sql) {}

    public SqliteSchema {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
        triggers = List.copyOf(triggers);
    }

    /** SQLite's names ignore the case of ASCII letters. */
    public Optional<SqliteTable> table(@Nullable String name) {
        return tables.stream()
                .filter(table -> table.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
