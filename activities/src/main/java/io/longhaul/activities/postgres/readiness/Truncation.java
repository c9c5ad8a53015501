package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.AbsentRows;
import io.longhaul.activities.relational.ColumnPlan;
import io.longhaul.activities.relational.Converter;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.RowConverter;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.sqlite.Names;
import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares each text column's longest value on both sides. Where the source has longer ones, each of those is looked at: its
 * row may have stayed behind, or a rule may have replaced or cut it. What is left was cut by nobody's decision.
 */
public final class Truncation {

    private final Migrated migrated;

    public Truncation(Migrated migrated) {
        this.migrated = migrated;
    }

    /**
     * What was found.
     *
     * @param columns of text that were compared
     * @param longest of all texts, in characters
     * @param byRule values that a rule has cut
     * @param ruled columns with such values
     * @param lost columns with values that are shorter in the target though no rule says so
     */
    public record Result(int columns, long longest, long byRule, List<String> ruled, List<String> lost) {}

    public Result run(Watch watch) {
        int columns = 0;
        long longest = 0;
        long byRule = 0;
        List<String> ruled = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (TablePlan table : migrated.plan().tables()) {
            List<ColumnPlan> texts = table.copied().stream()
                    .filter(column -> column.source() != null && column.type().isText())
                    .toList();
            if (texts.isEmpty()) {
                continue;
            }
            columns += texts.size();
            List<Long> there = inTarget(table, texts, watch);
            try (SqliteSession session = migrated.file().open()) {
                List<Long> here = inSource(session, table, texts);
                boolean longerHere = IntStream.range(0, texts.size()).anyMatch(i -> here.get(i) > there.get(i));
                if (longerHere && !new RowConverter(table, 0).conditions().isEmpty()) {
                    AbsentRows.find(session, migrated.plan());
                }
                for (int i = 0; i < texts.size(); i++) {
                    longest = Math.max(longest, there.get(i));
                    if (here.get(i) > there.get(i)) {
                        Longer longer = longer(session, table, texts.get(i), there.get(i));
                        String name = table.target() + "." + texts.get(i).target();
                        byRule += longer.cut;
                        if (longer.cut > 0) {
                            ruled.add(name);
                        }
                        if (longer.lost > 0) {
                            lost.add("%s: %,d values longer than %,d characters"
                                    .formatted(name, longer.lost, there.get(i)));
                        }
                    }
                }
            }
        }
        return new Result(columns, longest, byRule, ruled, lost);
    }

    private List<Long> inTarget(TablePlan table, List<ColumnPlan> texts, Watch watch) {
        String lengths = texts.stream()
                .map(column -> "coalesce(max(char_length(" + PgNames.quoted(column.target()) + ")), 0)")
                .collect(Collectors.joining(", "));
        return migrated.target()
                .transaction("measuring texts of table " + table.target(), watch, transaction -> transaction
                        .sql()
                        .select("SELECT " + lengths + " FROM " + new Ddl(migrated.plan()).name(table))
                        .map((row, context) -> {
                            List<Long> found = new ArrayList<>();
                            for (int i = 1; i <= texts.size(); i++) {
                                found.add(row.getLong(i));
                            }
                            return found;
                        })
                        .one());
    }

    private static List<Long> inSource(SqliteSession session, TablePlan table, List<ColumnPlan> texts) {
        String lengths = texts.stream()
                .map(column -> Names.quoted(String.valueOf(column.source())))
                .map(name -> "coalesce(max(CASE WHEN typeof(" + name + ") = 'text' THEN length(" + name + ") END), 0)")
                .collect(Collectors.joining(", "));
        List<Long> found = new ArrayList<>();
        session.read(
                "table " + table.source(), "SELECT " + lengths + " FROM main." + Names.quoted(table.source()), row -> {
                    for (int i = 0; i < texts.size(); i++) {
                        found.add(row.integer(i));
                    }
                    return false;
                });
        return found;
    }

    private static final class Longer {
        private long cut;
        private long lost;
    }

    /** What became of the values that are longer than any in the target. */
    private Longer longer(SqliteSession session, TablePlan table, ColumnPlan column, long than) {
        TableReader reader = new TableReader(session, table.rowKeys());
        RowConverter whole = new RowConverter(table, reader.firstColumn());
        Converter alone = Converter.of(column);
        String name = Names.quoted(String.valueOf(column.source()));
        int place = reader.firstColumn() + whole.sources().indexOf(String.valueOf(column.source()));
        PgBinary out = new PgBinary(1 << 10);
        Longer longer = new Longer();
        reader.readWhere(
                "typeof(" + name + ") = 'text' AND length(" + name + ") > " + than,
                whole.sources(),
                whole.conditions(),
                row -> {
                    out.truncate(0);
                    if (whole.convert(row, out) == null) {
                        out.truncate(0);
                        look(row, place, column, alone, out, longer);
                    }
                    return true;
                });
        return longer;
    }

    private static void look(
            SqliteRow row, int place, ColumnPlan column, Converter converter, PgBinary out, Longer longer) {
        String text = new String(row.bytes(place), StandardCharsets.UTF_8);
        boolean arrives = converter.convert(row, place, out) == null
                && ByteBuffer.wrap(out.array()).getInt() >= 0;
        if (!arrives || column.conversion().values().containsKey(text)) {
            return;
        }
        if (column.conversion().cutTo() > 0 && out.length() - Integer.BYTES < row.bytes(place).length) {
            longer.cut++;
        } else {
            longer.lost++;
        }
    }
}
