package io.longhaul.activities.sqlite;

import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The key that a table's rows are read by: the rowid, as columns may mix types, or the primary key of a table without one.
 * A key's parts are the table and then each value as SQLite's SQL writes it, which says its type and is exact: {@code
 * users, 10400} or {@code codes, 'de', X'00ff'}. They stand in SQL as they are, so whatever is not a literal is refused.
 *
 * @param table as SQLite names it
 * @param columns that the rows are read by; the name of the rowid for a table that has one
 */
public record RowKeys(String table, List<String> columns) {

    public RowKeys {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("table " + table + " has nothing to read its rows by");
        }
    }

    /** How a table is read; null where every name of its rowid is hidden by a column, which SQLite can't get around. */
    public static @Nullable RowKeys of(SqliteTable table) {
        if (table.withoutRowid()) {
            return new RowKeys(table.name(), table.primaryKey());
        }
        String rowid = table.rowidName();
        return rowid == null ? null : new RowKeys(table.name(), List.of(rowid));
    }

    /** For SELECT and ORDER BY. */
    public String list() {
        return columns.stream().map(Names::quoted).collect(Collectors.joining(", "));
    }

    /** The condition for a range, to follow WHERE. */
    public String within(KeyRange range) {
        String until = tuple() + " <= " + values(range.until());
        return range.after() == null ? until : tuple() + " > " + values(range.after()) + " AND " + until;
    }

    /** The condition for all rows after a key, to follow WHERE; all rows where it is null. */
    public String after(@Nullable SourceKey key) {
        return key == null ? "1" : tuple() + " > " + values(key);
    }

    /** The condition for one row, to follow WHERE. */
    public String at(SourceKey key) {
        return tuple() + " = " + values(key);
    }

    /** To be compared. */
    public String tuple() {
        return columns.size() == 1 ? list() : "(" + list() + ")";
    }

    /** A key to be compared with {@link #tuple()}, or as a row of VALUES where it has brackets. */
    public String values(SourceKey key) {
        List<String> parts = key.parts();
        if (parts.size() != columns.size() + 1 || !parts.get(0).equals(table)) {
            throw new IllegalArgumentException("key " + key + " is none of table " + table);
        }
        List<String> values = parts.subList(1, parts.size());
        values.forEach(RowKeys::requireLiteral);
        String joined = String.join(", ", values);
        return values.size() == 1 ? joined : "(" + joined + ")";
    }

    private static void requireLiteral(String value) {
        String literal = value.startsWith("CAST(") && value.endsWith(" AS TEXT)")
                ? value.substring("CAST(".length(), value.length() - " AS TEXT)".length())
                : value;
        String unsigned = literal.startsWith("-") ? literal.substring(1) : literal;
        List<SqlToken> tokens = SqlTokens.of(unsigned);
        boolean one = tokens.size() == 1
                && (tokens.get(0).kind() == SqlToken.Kind.NUMBER
                        || tokens.get(0).kind() == SqlToken.Kind.STRING
                        || tokens.get(0).kind() == SqlToken.Kind.BLOB);
        if (!one || unsigned.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a part of a key is no literal of SQL");
        }
    }

    /** The key of a row whose first columns are {@link #list()}. */
    public SourceKey of(SqliteRow row) {
        List<String> parts = new ArrayList<>(columns.size() + 1);
        parts.add(table);
        for (int i = 0; i < columns.size(); i++) {
            parts.add(literal(row, i));
        }
        return new SourceKey(parts);
    }

    /** The same without the table, in one text, for people. */
    public String text(SqliteRow row) {
        List<String> parts = of(row).parts();
        return String.join(", ", parts.subList(1, parts.size()));
    }

    static String literal(SqliteRow row, int column) {
        return switch (row.type(column)) {
            case SqliteRow.INTEGER -> Long.toString(row.integer(column));
            case SqliteRow.REAL -> real(row.real(column));
            case SqliteRow.TEXT -> text(row.bytes(column));
            case SqliteRow.BLOB -> blob(row.bytes(column));
            default -> "NULL";
        };
    }

    private static String real(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "9e999" : "-9e999";
        }
        return Double.toString(value);
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean exact = text.indexOf('\0') < 0 && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
        return exact ? Names.literal(text) : "CAST(" + blob(bytes) + " AS TEXT)";
    }

    private static String blob(byte[] bytes) {
        return "X'" + HexFormat.of().formatHex(bytes) + "'";
    }
}
