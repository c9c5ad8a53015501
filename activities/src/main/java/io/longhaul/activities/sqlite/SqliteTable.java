package io.longhaul.activities.sqlite;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is declared.
 *
 * @param kind whether it holds rows of its own
 * @param lastId the greatest id that a table with AUTOINCREMENT ever gave; 0 for other tables
 */
public record SqliteTable(
        String name,
        Kind kind,
        List<SqliteColumn> columns,
        boolean withoutRowid,
        boolean strict,
        long lastId,
        List<SqliteForeignKey> foreignKeys,
        List<SqliteIndex> indexes,
        List<SqliteCheck> checks) {

    public enum Kind {
        TABLE,
        /** Of a module, such as full-text search. */
        VIRTUAL,
        /** Where a virtual table keeps its data. */
        SHADOW
    }

    public SqliteTable {
        columns = List.copyOf(columns);
        foreignKeys = List.copyOf(foreignKeys);
        indexes = List.copyOf(indexes);
        checks = List.copyOf(checks);
    }

    public Optional<SqliteColumn> column(String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The primary key's columns in its order; none if there is no key. */
    public List<String> primaryKey() {
        return columns.stream()
                .filter(column -> column.key() > 0)
                .sorted(Comparator.comparingInt(SqliteColumn::key))
                .map(SqliteColumn::name)
                .toList();
    }

    /** The column that is another name for the rowid; null if there is none. */
    public @Nullable String rowidAlias() {
        List<SqliteColumn> keys =
                columns.stream().filter(column -> column.key() > 0).toList();
        boolean alias = !withoutRowid
                && keys.size() == 1
                && keys.get(0).declared().equalsIgnoreCase("INTEGER")
                && indexes.stream().noneMatch(index -> index.origin() == SqliteIndex.Origin.PRIMARY_KEY);
        return alias ? keys.get(0).name() : null;
    }

    /** A name of the rowid that no column hides; null if all are hidden, or there is none. */
    public @Nullable String rowidName() {
        if (withoutRowid) {
            return null;
        }
        String alias = rowidAlias();
        if (alias != null) {
            return alias;
        }
        Set<String> taken = columns.stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return List.of("rowid", "_rowid_", "oid").stream()
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElse(null);
    }
}
