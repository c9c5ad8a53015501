package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

/**
 * Rows that an index of PostgreSQL can't hold: an entry has a third of a page, {@value #MOST} bytes, when the server has
 * compressed its long values. How far it gets with these only it can say, so they count twice what they come down to here.
 */
final class IndexSizes {

    static final int MOST = 2_700;

    /** From here on, the server tries to compress a value. */
    private static final int LONG = 508;

    private static final int WORSE = 2;

    private record Index(String name, int[] places, Tally large) {}

    private final List<Index> indexes = new ArrayList<>();
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final byte[] deflated = new byte[MOST];
    private final int[] starts;

    /** @param columns in the order in which their values are put */
    IndexSizes(PlannedTable table, List<ColumnPlan> columns) {
        this.starts = new int[columns.size() + 1];
        table.indexed.forEach((name, indexed) -> {
            int[] places = IntStream.range(0, columns.size())
                    .filter(i -> indexed.contains(columns.get(i).target())
                            && mayBeLong(columns.get(i).type()))
                    .toArray();
            if (places.length > 0) {
                indexes.add(new Index(name, places, new Tally()));
            }
        });
    }

    private static boolean mayBeLong(PgType type) {
        return type.isText() || type.base() == PgType.Base.BYTEA || type.base() == PgType.Base.JSONB;
    }

    /** Told where the value of a column begins, and after the last one where it ends. */
    void at(int column, PgBinary out) {
        starts[column] = out.length();
    }

    void row(RowKeys keys, SqliteRow row, PgBinary out) {
        for (Index index : indexes) {
            int plain = 0;
            for (int place : index.places()) {
                plain += starts[place + 1] - starts[place];
            }
            if (plain > MOST && compressed(index, out) > MOST) {
                index.large().add(keys, row);
            }
        }
    }

    private int compressed(Index index, PgBinary out) {
        int size = 0;
        for (int place : index.places()) {
            int length = starts[place + 1] - starts[place];
            size += length > LONG ? Math.min(length, WORSE * deflated(out, starts[place], length)) : length;
        }
        return size;
    }

    /** No further than it matters. */
    private int deflated(PgBinary out, int from, int length) {
        deflater.reset();
        deflater.setInput(out.array(), from, length);
        deflater.finish();
        return deflater.deflate(deflated);
    }

    void addTo(Issues issues, String table) {
        deflater.end();
        for (Index index : indexes) {
            if (index.large().rows() > 0) {
                issues.add(new Issue(
                        IssueKind.INDEX_TOO_LARGE,
                        table,
                        null,
                        index.name(),
                        index.large().rows(),
                        index.large().examples(),
                        Severity.HIGH,
                        "an index of PostgreSQL holds " + MOST
                                + " bytes of a row, and they have more: it can't be made after the copy",
                        true,
                        new Rule.LeaveOut(table, null, index.name()),
                        null));
            }
        }
    }
}
