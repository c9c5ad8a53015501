package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.CopiedOut;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.AbsentRows;
import io.longhaul.activities.relational.ColumnPlan;
import io.longhaul.activities.relational.Conversion;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.RowChecksum;
import io.longhaul.activities.relational.RowConverter;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.sqlite.Names;
import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares every text with a character beyond ASCII, byte by byte: those that SQLite has stored, of rows that arrive, with
 * those that PostgreSQL gives back, by number and by a checksum of each column.
 */
public final class Encoding {

    private final Migrated migrated;

    public Encoding(Migrated migrated) {
        this.migrated = migrated;
    }

    /**
     * What was found.
     *
     * @param server how the target's database encodes texts
     * @param texts with characters beyond ASCII
     * @param differing columns in which they are others
     */
    public record Result(String server, long texts, List<String> differing) {}

    public Result run(Watch watch) {
        String server = migrated.target().transaction("asking for its encoding", watch, transaction -> transaction
                .sql()
                .select("SELECT current_setting('server_encoding')")
                .mapTo(String.class)
                .one());
        long texts = 0;
        List<String> differing = new ArrayList<>();
        for (TablePlan table : migrated.plan().tables()) {
            int[] places = IntStream.range(0, table.copied().size())
                    .filter(i -> isCompared(table.copied().get(i)))
                    .toArray();
            if (places.length == 0) {
                continue;
            }
            Sums source = source(table, places);
            Sums target = migrated.target()
                    .transaction(
                            "reading texts of table " + table.target(),
                            watch,
                            transaction -> target(transaction, table, places));
            for (int i = 0; i < places.length; i++) {
                texts += target.texts[i];
                if (source.texts[i] != target.texts[i] || source.sums[i] != target.sums[i]) {
                    differing.add(
                            table.target() + "." + table.copied().get(places[i]).target());
                }
            }
        }
        return new Result(server, texts, differing);
    }

    private static boolean isCompared(ColumnPlan column) {
        return column.source() != null && column.type().isText();
    }

    /** Of one table, for each of the columns that are compared. */
    private static final class Sums {
        private final long[] texts;
        private final long[] sums;
        private final PgBinary one = new PgBinary(1 << 10);

        Sums(int columns) {
            texts = new long[columns];
            sums = new long[columns];
        }

        void add(int column, byte[] bytes, int from, int to) {
            for (int i = from; i < to; i++) {
                if (bytes[i] < 0) {
                    one.truncate(0);
                    one.putShort(1);
                    one.putBytes(bytes, from, to - from);
                    texts[column]++;
                    sums[column] += RowChecksum.hash(one.array(), 0, one.length());
                    return;
                }
            }
        }
    }

    private Sums source(TablePlan table, int[] places) {
        Sums sums = new Sums(places.length);
        try (SqliteSession session = migrated.file().open()) {
            TableReader reader = new TableReader(session, table.rowKeys());
            RowConverter converter = new RowConverter(table, reader.firstColumn());
            if (!converter.conditions().isEmpty()) {
                AbsentRows.find(session, migrated.plan());
            }
            int[] inRow = IntStream.of(places)
                    .map(place -> reader.firstColumn()
                            + converter
                                    .sources()
                                    .indexOf(String.valueOf(
                                            table.copied().get(place).source())))
                    .toArray();
            PgBinary out = new PgBinary(1 << 12);
            reader.readWhere(mayHave(table, places), converter.sources(), converter.conditions(), row -> {
                out.truncate(0);
                if (converter.convert(row, out) == null) {
                    add(sums, table, places, inRow, row, out);
                }
                return true;
            });
        }
        return sums;
    }

    private static void add(Sums sums, TablePlan table, int[] places, int[] inRow, SqliteRow row, PgBinary out) {
        int at = Short.BYTES;
        int field = 0;
        for (int i = 0; i < places.length; i++) {
            for (; field < places[i]; field++) {
                at = RowChecksum.next(out.array(), at);
            }
            int end = RowChecksum.next(out.array(), at);
            boolean given = end > at + Integer.BYTES;
            if (given && isAsItIs(table.copied().get(places[i])) && row.type(inRow[i]) == SqliteRow.TEXT) {
                sums.add(i, row.bytes(inRow[i]), 0, row.bytes(inRow[i]).length);
            } else if (given) {
                sums.add(i, out.array(), at + Integer.BYTES, end);
            }
        }
    }

    /** Whether no rule replaces or cuts its texts: then SQLite's own bytes are what must be there. */
    private static boolean isAsItIs(ColumnPlan column) {
        Conversion conversion = column.conversion();
        return conversion.values().isEmpty() && conversion.cutTo() == 0;
    }

    /** A condition for all rows that bring such a text; where a rule may make one, for all rows. */
    private static String mayHave(TablePlan table, int[] places) {
        List<String> conditions = new ArrayList<>();
        for (int place : places) {
            ColumnPlan column = table.copied().get(place);
            if (!isAsItIs(column) || column.conversion().whenNull() != null) {
                return "1";
            }
            String name = Names.quoted(String.valueOf(column.source()));
            conditions.add("length(CAST(" + name + " AS BLOB)) <> length(" + name + ")");
        }
        return conditions.stream().map(one -> "coalesce(" + one + ", 0)").collect(Collectors.joining(" OR "));
    }

    private Sums target(Transaction transaction, TablePlan table, int[] places) throws SQLException {
        Sums sums = new Sums(places.length);
        List<String> columns = IntStream.of(places)
                .mapToObj(place -> PgNames.quoted(table.copied().get(place).target()))
                .toList();
        String beyond = columns.stream()
                .map(column -> "octet_length(" + column + ") <> char_length(" + column + ")")
                .collect(Collectors.joining(" OR "));
        String query = "(SELECT " + String.join(", ", columns) + " FROM " + new Ddl(migrated.plan()).name(table)
                + " WHERE " + beyond + ")";
        CopiedOut.read(transaction, query, (bytes, from, to) -> {
            int at = from + Short.BYTES;
            for (int i = 0; i < places.length; i++) {
                int end = RowChecksum.next(bytes, at);
                sums.add(i, bytes, at + Integer.BYTES, end);
                at = end;
            }
        });
        return sums;
    }
}
