package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.BinaryCopies;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.AbsentRows;
import io.longhaul.activities.relational.ColumnPlan;
import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.RowConverter;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.engine.SourceKey;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares some rows value by value: they are sent once more, into a temporary table, and PostgreSQL itself says which of
 * them it does not have. So it shares nothing with the checksums by which all rows are compared. Rows are named by their keys.
 */
public final class SampledRows {

    private static final String SAMPLE = "longhaul_sample";
    private static final String KEY = "longhaul's key";
    private static final int SENT_AT_ONCE = 128 << 10;

    private final Migrated migrated;
    private final Ddl ddl;

    public SampledRows(Migrated migrated) {
        this.migrated = migrated;
        this.ddl = new Ddl(migrated.plan());
    }

    /**
     * What was compared.
     *
     * @param rows how many
     * @param behind further rows that were looked at, and are not meant to arrive
     * @param examples some of the rows that were compared
     * @param differing rows that the target does not have like that
     */
    public record Result(long rows, long behind, List<String> examples, List<String> differing) {}

    /** @param perTable rows of each table, at even distances from its first to its last */
    public Result run(int perTable, Watch watch) {
        long behind = 0;
        List<String> compared = new ArrayList<>();
        List<String> differing = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        for (TablePlan table : migrated.plan().tables()) {
            Sample sample = sample(table, perTable);
            behind += sample.behind;
            compared.addAll(sample.keys);
            if (!sample.keys.isEmpty()) {
                examples.add(table.target() + " " + sample.keys.get(sample.keys.size() / 2));
                differing.addAll(migrated.target()
                        .transaction(
                                "comparing rows of table " + table.target(),
                                watch,
                                transaction -> compare(transaction, table, sample)));
            }
        }
        return new Result(compared.size(), behind, examples, differing);
    }

    private static final class Sample {
        private final PgBinary tuples = new PgBinary(1 << 12);
        private final List<String> keys = new ArrayList<>();
        private long behind;
    }

    private Sample sample(TablePlan table, int rows) {
        Sample sample = new Sample();
        try (SqliteSession session = migrated.file().open()) {
            TableReader reader = new TableReader(session, table.rowKeys());
            RowConverter converter = new RowConverter(table, reader.firstColumn());
            if (!converter.conditions().isEmpty()) {
                AbsentRows.find(session, migrated.plan());
            }
            int fields = table.copied().size() + 1;
            int apart = (int) Math.max(1, reader.count() / rows);
            for (SourceKey key : reader.borders(null, apart, rows)) {
                reader.readWhere(reader.keys().at(key), converter.sources(), converter.conditions(), row -> {
                    int start = sample.tuples.length();
                    if (converter.convert(row, sample.tuples) == null) {
                        String text = reader.keys().text(row);
                        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                        sample.tuples.setShort(start, fields);
                        sample.tuples.putInt(utf8.length);
                        sample.tuples.putBytes(utf8, 0, utf8.length);
                        sample.keys.add(text);
                    } else {
                        sample.behind++;
                    }
                    return true;
                });
            }
        }
        return sample;
    }

    private List<String> compare(Transaction transaction, TablePlan table, Sample sample) throws SQLException {
        transaction.execute("CREATE TEMPORARY TABLE " + SAMPLE + " AS SELECT " + list(table, "") + ", ''::text AS "
                + PgNames.quoted(KEY) + " FROM " + ddl.name(table) + " WITH NO DATA");
        try (BinaryCopies copies = new BinaryCopies(transaction.copy())) {
            copies.into("pg_temp." + SAMPLE, SENT_AT_ONCE)
                    .rows()
                    .putBytes(sample.tuples.array(), 0, sample.tuples.length());
            copies.finish();
        }
        List<String> differing = transaction
                .sql()
                .select("SELECT s." + PgNames.quoted(KEY) + " FROM pg_temp." + SAMPLE
                        + " s WHERE NOT EXISTS (SELECT FROM " + ddl.name(table) + " t WHERE " + same(table)
                        + " AND ROW(" + list(table, "t.") + ") IS NOT DISTINCT FROM ROW(" + list(table, "s.") + "))")
                .mapTo(String.class)
                .map(key -> table.source() + " " + key)
                .list();
        transaction.giveUp();
        return differing;
    }

    /** By which the server finds a row without looking at all of them for each; where there is no key, in one pass. */
    private static String same(TablePlan table) {
        return table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintPlan.Kind.PRIMARY_KEY)
                .findFirst()
                .map(key -> key.columns().stream()
                        .map(PgNames::quoted)
                        .map(column -> "t." + column + " = s." + column)
                        .collect(Collectors.joining(" AND ")))
                .orElseGet(() -> "ROW(" + list(table, "t.") + ")::text = ROW(" + list(table, "s.") + ")::text");
    }

    private static String list(TablePlan table, String of) {
        return table.copied().stream()
                .map(ColumnPlan::target)
                .map(column -> of + PgNames.quoted(column))
                .collect(Collectors.joining(", "));
    }
}
