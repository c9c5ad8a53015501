package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A layout in SQL.
 *
 * @param by what follows PARTITION BY; null for a plain table
 * @param column that it is divided by; null for a plain table
 * @param key the column that is added, with its value; null where none is
 * @param drop a column that is left out; null for none
 */
record Division(
        Layout layout,
        @Nullable String by,
        @Nullable String column,
        Columns.@Nullable Computed key,
        @Nullable String drop) {

    /** The key of rows whose writers did not know of it, until it is computed. */
    static final int UNKEYED = -1;

    /** @param bounds as {@code FOR VALUES IN (7)} */
    record Partition(String name, String bounds) {}

    static Division of(Layout layout) {
        if (layout instanceof Layout.ByList list) {
            return new Division(
                    layout,
                    "LIST (" + quoted(list.key()) + ")",
                    list.key(),
                    new Columns.Computed(list.key(), value(list)),
                    null);
        }
        if (layout instanceof Layout.ByRange range) {
            return new Division(layout, "RANGE (" + quoted(range.of()) + ")", range.of(), null, null);
        }
        if (layout instanceof Layout.ByHash hash) {
            return new Division(layout, "HASH (" + quoted(hash.of()) + ")", hash.of(), null, null);
        }
        return new Division(layout, null, null, null, ((Layout.Plain) layout).drop());
    }

    /** The same on every server, and in any language: the first four bytes of the MD5 of the column's text. */
    private static String value(Layout.ByList list) {
        String value = list.value() == null
                ? "('x' || substr(md5(" + quoted(list.of()) + "::text), 1, 8))::bit(32)::bigint % " + list.partitions()
                : list.value();
        return "coalesce((" + value + ")::integer, " + UNKEYED + ")";
    }

    boolean divided() {
        return by != null;
    }

    /** Whether a table is divided so, as far as the catalog can tell. */
    boolean isOf(Transaction transaction, LiveTable table) throws SQLException {
        if (by == null) {
            return table.kind().equals("r")
                    && (drop == null || table.column(drop).isEmpty());
        }
        int wanted = layout instanceof Layout.ByList list
                ? list.partitions()
                : layout instanceof Layout.ByHash hash ? hash.partitions() : 0;
        return transaction.row(
                """
                SELECT pg_get_partkeydef(%1$d),
                       (SELECT count(*) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
                        WHERE inhparent = %1$d AND pg_get_expr(relpartbound, c.oid) <> 'DEFAULT')""".formatted(table.oid()),
                row -> by.replace("\"", "")
                                .equals(String.valueOf(row.getString(1)).replace("\"", ""))
                        && (wanted == 0 || wanted == row.getInt(2)));
    }

    /** The column by which a key of the table must tell rows apart, where it does not yet; empty where it does. */
    Optional<String> lacking(TableIndex index) {
        return column == null || index.covers(column) ? Optional.empty() : Optional.of(column);
    }

    /** An index of the new table for one of the old. */
    TableIndex on(TableIndex index) {
        if (drop != null && index.covers(drop)) {
            return index.without(drop);
        }
        return index.unique() ? lacking(index).map(index::with).orElse(index) : index;
    }

    /** @param table whose rows they are to take */
    List<Partition> partitions(Transaction transaction, LiveTable table) throws SQLException {
        if (!divided()) {
            return List.of();
        }
        String base = base(transaction, table);
        List<Partition> partitions = new ArrayList<>();
        if (layout instanceof Layout.ByList list) {
            for (int i = 0; i < list.partitions(); i++) {
                partitions.add(new Partition(number(base, i, list.partitions()), "FOR VALUES IN (" + i + ")"));
            }
            partitions.add(new Partition(PgNames.fitting(base + "unkeyed"), "DEFAULT"));
        } else if (layout instanceof Layout.ByHash hash) {
            for (int i = 0; i < hash.partitions(); i++) {
                partitions.add(new Partition(
                        number(base, i, hash.partitions()),
                        "FOR VALUES WITH (MODULUS " + hash.partitions() + ", REMAINDER " + i + ")"));
            }
        } else {
            months(transaction, table, base, (Layout.ByRange) layout, partitions);
            partitions.add(new Partition(PgNames.fitting(base + "beyond"), "DEFAULT"));
        }
        return partitions;
    }

    private static void months(
            Transaction transaction, LiveTable table, String base, Layout.ByRange range, List<Partition> partitions)
            throws SQLException {
        // Bounds without a zone are read in the session's.
        transaction.execute("SET LOCAL timezone = 'UTC'");
        String of = quoted(range.of());
        YearMonth[] ends =
                transaction.row("""
                SELECT extract(year FROM first), extract(month FROM first), extract(year FROM last), extract(month FROM last)
                FROM (SELECT coalesce(min(%1$s), now()) AS first, coalesce(max(%1$s), now()) AS last FROM %2$s
                      WHERE isfinite(%1$s)) AS ends""".formatted(of, table.quotedName()), row -> new YearMonth[] {
                    YearMonth.of(row.getInt(1), row.getInt(2)), YearMonth.of(row.getInt(3), row.getInt(4))
                });
        YearMonth last = ends[1].plusMonths(range.ahead());
        if (ChronoUnit.MONTHS.between(ends[0], last) >= Layout.MOST) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "column " + range.of() + " of table " + table + " goes from " + ends[0] + " to " + ends[1]
                            + ", which are more months than partitions can be, " + Layout.MOST
                            + ": mend the rows at its ends");
        }
        for (YearMonth month = ends[0]; !month.isAfter(last); month = month.plusMonths(1)) {
            partitions.add(new Partition(
                    PgNames.fitting(base + "p" + month.toString().replace('-', '_')),
                    "FOR VALUES FROM ('" + month + "-01') TO ('" + month.plusMonths(1) + "-01')"));
        }
    }

    private static String number(String base, int number, int of) {
        return PgNames.fitting(
                base + "p" + String.format("%0" + Integer.toString(of - 1).length() + "d", number));
    }

    /** What the names of its partitions begin with: those of the table as it is, and of an older one, are taken. */
    private static String base(Transaction transaction, LiveTable table) throws SQLException {
        for (int generation = 1; ; generation++) {
            String base = table.name() + (generation == 1 ? "_" : "_g" + generation + "_");
            boolean taken = transaction.holds("""
                    EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                            WHERE nspname = %1$s AND starts_with(relname, %2$s)
                              AND substr(relname, length(%2$s) + 1) ~ '^(p[0-9]+(_[0-9]+)?|unkeyed|beyond)$')""".formatted(literal(table.schema()), literal(base)));
            if (!taken) {
                return base;
            }
        }
    }
}
