package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteColumn;
import io.longhaul.activities.sqlite.SqliteTable;
import io.longhaul.workflows.relational.PgType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table while it is planned: what it is in SQLite beside what it becomes. */
final class PlannedTable {

    final SqliteTable source;
    final String target;
    final RowKeys keys;
    final List<ColumnPlan> columns;
    final Translator.Scope scope;
    final List<ConstraintPlan> constraints = new ArrayList<>();
    final List<IndexPlan> indexes = new ArrayList<>();

    /** Conditions for rows that break an index which is unique, by its name; those that SQLite's own index rules out have none. */
    final Map<String, String> duplicates = new HashMap<>();

    /** Columns of keys and indexes, by the name of what makes them; expressions have none. */
    final Map<String, List<String>> indexed = new LinkedHashMap<>();

    @Nullable
    String misfits;

    PlannedTable(SqliteTable source, String target, RowKeys keys, List<ColumnPlan> columns, Translator.Scope scope) {
        this.source = source;
        this.target = target;
        this.keys = keys;
        this.columns = List.copyOf(columns);
        this.scope = scope;
    }

    Optional<ColumnPlan> column(String source) {
        return columns.stream()
                .filter(column -> source.equalsIgnoreCase(column.source()))
                .findFirst();
    }

    /** Whether different values of SQLite surely are different ones of PostgreSQL. */
    boolean staysDistinct(ColumnPlan column) {
        Conversion conversion = column.conversion();
        PgType type = column.type();
        if (!conversion.values().isEmpty()
                || conversion.cutTo() > 0
                || conversion.whenNull() != null
                || column.source() == null) {
            return false;
        }
        String affinity = source.column(column.source())
                .map(SqliteColumn::declared)
                .orElse("")
                .toUpperCase(Locale.ROOT);
        boolean integers = type.isInteger() && affinity.contains("INT");
        boolean texts =
                type.isText() && (affinity.contains("CHAR") || affinity.contains("TEXT") || affinity.contains("CLOB"));
        return integers || texts;
    }

    /** Whether SQLite compares a column's texts byte by byte. */
    boolean isBinary(String column) {
        return source.column(column)
                .map(found -> found.collation().equals(SqliteColumn.BINARY))
                .orElse(false);
    }

    /** The target's names of these columns; null where one is left out. */
    @Nullable
    List<String> targets(List<String> sources) {
        List<String> targets = new ArrayList<>();
        for (String name : sources) {
            Optional<ColumnPlan> column = column(name);
            if (column.isEmpty()) {
                return null;
            }
            targets.add(column.get().target());
        }
        return targets;
    }

    /** SQLite's names of these columns of the target, without those that are added. */
    List<String> sources(List<String> targets) {
        List<String> sources = new ArrayList<>();
        for (String target : targets) {
            columns.stream()
                    .filter(column -> column.target().equals(target))
                    .map(ColumnPlan::source)
                    .filter(source -> source != null)
                    .forEach(sources::add);
        }
        return sources;
    }

    TablePlan plan() {
        return new TablePlan(
                source.name(), target, keys.columns(), source.lastId(), columns, constraints, indexes, misfits);
    }
}
