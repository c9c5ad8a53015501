package io.longhaul.starter.recipe;

import io.longhaul.activities.sqlite.Names;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.SqliteTable;
import io.longhaul.starter.report.Texts;
import io.longhaul.worker.settings.RelationalSettings;
import io.longhaul.worker.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a SQLite database holds. Whether it fits, discovery finds.
 *
 * @param bytes of the file
 */
public record RelationalPlan(String name, String source, String target, List<Table> tables, long rows, long bytes)
        implements Plan {

    /** A table that is to be copied. */
    public record Table(String name, long rows) {}

    public RelationalPlan {
        tables = List.copyOf(tables);
    }

    static RelationalPlan of(Settings settings, RelationalSettings relational) {
        SqliteFile file = SqliteFile.at(relational.file());
        List<Table> tables = new ArrayList<>();
        try (SqliteSession session = file.open()) {
            for (SqliteTable table : session.schema().tables()) {
                if (table.kind() == SqliteTable.Kind.TABLE && relational.takes(table.name())) {
                    String sql = "SELECT count(*) FROM " + Names.quoted(table.name());
                    tables.add(new Table(table.name(), session.number("table " + table.name(), sql)));
                }
            }
        }
        return new RelationalPlan(
                settings.name(),
                settings.sourceIdentity(),
                settings.sinkIdentity(),
                tables,
                tables.stream().mapToLong(Table::rows).sum(),
                file.fingerprint().size());
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("From      " + source);
        lines.add("To        " + target);
        lines.add("Records   " + Texts.count(rows) + " in " + Texts.count(tables.size(), "table", "tables") + ", "
                + Texts.megabytes(bytes));
        tables.forEach(table -> lines.add("          %-30s %s".formatted(table.name(), Texts.count(table.rows()))));
        return lines;
    }
}
