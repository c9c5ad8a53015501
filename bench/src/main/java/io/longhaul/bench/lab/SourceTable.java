package io.longhaul.bench.lab;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A table of the sample's real records, asked without any code of the product. */
public final class SourceTable {

    private final Lab lab;
    private final String name;

    private SourceTable(Lab lab, String name) {
        this.lab = lab;
        this.name = name;
    }

    /**
     * Makes the table, of texts that are all different, so that a text that is embedded twice was paid twice; records
     * without a text are among them.
     *
     * @param skip records of the sample that are not for this table
     */
    public static SourceTable distinct(Lab lab, String name, int skip, int rows) throws SQLException {
        SourceTable table = new SourceTable(lab, name);
        // Glosses are rarely the same, so that a tenth more than are asked for is enough.
        table.execute("CREATE TABLE " + name + " LIKE ip_summary");
        table.execute("""
                INSERT INTO %s
                SELECT id, member_code, parse_content FROM (
                    SELECT s.*, row_number() OVER (PARTITION BY parse_content ORDER BY id) AS n
                    FROM (SELECT * FROM ip_summary ORDER BY id LIMIT %d OFFSET %d) AS s) AS d
                WHERE n = 1 OR coalesce(trim(parse_content), '') = ''
                ORDER BY id LIMIT %d""".formatted(name, rows + rows / 10 + 50, skip, rows));
        return table;
    }

    /** A table that is there already. */
    public static SourceTable of(Lab lab, String name) {
        return new SourceTable(lab, name);
    }

    public String name() {
        return name;
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = lab.source();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Id and text of all records that have a text. */
    public Map<Long, String> texts() throws SQLException {
        Map<Long, String> texts = new TreeMap<>();
        all().forEach((id, text) -> {
            if (text != null && !text.isBlank()) {
                texts.put(id, text);
            }
        });
        return texts;
    }

    /** The ids of records that have none. */
    public Set<Long> broken() throws SQLException {
        Set<Long> broken = new TreeSet<>(all().keySet());
        broken.removeAll(texts().keySet());
        return broken;
    }

    private Map<Long, @Nullable String> all() throws SQLException {
        Map<Long, @Nullable String> all = new TreeMap<>();
        try (Connection connection = lab.source();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, parse_content FROM " + name)) {
            while (row.next()) {
                all.put(row.getLong(1), row.getString(2));
            }
        }
        return all;
    }
}
