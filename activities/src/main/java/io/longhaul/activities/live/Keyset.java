package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The primary key of a table in SQL. Which key is less, the server alone says. */
public final class Keyset {

    private final List<LiveTable.Column> key;
    private final String table;

    public Keyset(LiveTable table) {
        this(table, quoted(table.name()));
    }

    /** @param row that has the key's columns, as {@code NEW} in a trigger */
    Keyset(LiveTable table, String row) {
        this.key = table.key();
        this.table = row;
    }

    /** The key's columns, for an order. */
    public String columns() {
        return key.stream().map(column -> table + "." + quoted(column.name())).collect(Collectors.joining(", "));
    }

    public String descending() {
        return key.stream()
                .map(column -> table + "." + quoted(column.name()) + " DESC")
                .collect(Collectors.joining(", "));
    }

    /** The key as an array of texts, which {@link #read} reads. */
    public String asTexts() {
        return key.stream()
                .map(column -> table + "." + quoted(column.name()) + "::text")
                .collect(Collectors.joining(", ", "ARRAY[", "]"));
    }

    /** Whether a row's key is that of an array of texts, as a condition that an index answers. */
    String is(String texts) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> table + "." + quoted(key.get(i).name()) + " = CAST(" + texts + "[" + (i + 1) + "] AS "
                        + key.get(i).type() + ")")
                .collect(Collectors.joining(" AND "));
    }

    public static SourceKey read(ResultSet row, int column) throws SQLException {
        return new SourceKey(List.of((String[]) row.getArray(column).getArray()));
    }

    public String within(KeyRange range) {
        return within(range.after(), range.until());
    }

    /** @param after exclusive; null for the first row on */
    public String within(@Nullable SourceKey after, SourceKey until) {
        List<String> bounds = new ArrayList<>();
        if (after != null) {
            bounds.add("(" + columns() + ") > (" + values(after) + ")");
        }
        bounds.add("(" + columns() + ") <= (" + values(until) + ")");
        return String.join(" AND ", bounds);
    }

    /** @param first inclusive */
    public String from(SourceKey first) {
        return "(" + columns() + ") >= (" + values(first) + ")";
    }

    private String values(SourceKey value) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> "CAST(" + literal(value.parts().get(i)) + " AS "
                        + key.get(i).type() + ")")
                .collect(Collectors.joining(", "));
    }
}
