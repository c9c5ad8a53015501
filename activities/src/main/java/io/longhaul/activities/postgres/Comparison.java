package io.longhaul.activities.postgres;

import io.longhaul.activities.relational.AbsentRows;
import io.longhaul.activities.relational.ColumnPlan;
import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.RowChecksum;
import io.longhaul.activities.relational.RowConverter;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.engine.Verification;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows in which a table differs from its source, when their checksums do. Both sides are read twice: first to
 * find in which of many buckets, by a hash of the key, they differ, then to look at the rows of some of those. So it needs no
 * more memory for a large table than for a small one.
 */
final class Comparison {

    private static final int BITS = 16;

    /** Of the buckets that differ, so many are looked at row by row: more than enough for examples. */
    private static final int LOOKED_AT = 64;

    /** @param rows that differ, at least */
    record Differences(long rows, List<String> examples) {}

    /** A row of either side. */
    @FunctionalInterface
    private interface Rows {
        void take(long keyHash, long rowHash, @Nullable String key);
    }

    private record Row(String key, long hash) {}

    private final SqliteFile file;
    private final TargetPlan plan;
    private final TablePlan table;
    private final Ddl ddl;

    /** Where the primary key's columns stand in a tuple; none where rows are known by all their values. */
    private final int[] key;

    Comparison(SqliteFile file, TargetPlan plan, TablePlan table) {
        this.file = file;
        this.plan = plan;
        this.table = table;
        this.ddl = new Ddl(plan);
        this.key = key(table);
    }

    private static int[] key(TablePlan table) {
        List<ColumnPlan> copied = table.copied();
        List<String> columns = table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintPlan.Kind.PRIMARY_KEY)
                .map(ConstraintPlan::columns)
                .findFirst()
                .orElse(List.of());
        int[] places = IntStream.range(0, copied.size())
                .filter(i -> columns.contains(copied.get(i).target()))
                .toArray();
        return places.length == columns.size() ? places : new int[0];
    }

    Differences find(Transaction transaction) throws SQLException {
        long[] sums = new long[1 << BITS];
        source((keyHash, rowHash, key) -> sums[bucket(keyHash)] += rowHash);
        target(transaction, false, (keyHash, rowHash, key) -> sums[bucket(keyHash)] -= rowHash);
        BitSet differing = new BitSet();
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] != 0) {
                differing.set(i);
            }
        }
        BitSet looked = new BitSet();
        differing.stream().limit(LOOKED_AT).forEach(looked::set);
        Map<Long, List<Row>> missing = new HashMap<>();
        source((keyHash, rowHash, key) -> {
            if (looked.get(bucket(keyHash))) {
                missing.computeIfAbsent(keyHash, hash -> new ArrayList<>()).add(new Row(String.valueOf(key), rowHash));
            }
        });
        List<String> findings = new ArrayList<>();
        long[] rows = {0};
        target(transaction, true, (keyHash, rowHash, key) -> {
            if (looked.get(bucket(keyHash))) {
                String finding = finding(missing, keyHash, rowHash, String.valueOf(key));
                if (finding != null) {
                    rows[0]++;
                    add(findings, finding);
                }
            }
        });
        for (List<Row> left : missing.values()) {
            rows[0] += left.size();
            left.forEach(row -> add(findings, table.source() + " " + row.key() + ": not in the target"));
        }
        return new Differences(Math.max(rows[0], differing.cardinality()), findings);
    }

    private static void add(List<String> findings, String finding) {
        if (findings.size() < Verification.EXAMPLES) {
            findings.add(finding);
        }
    }

    private static int bucket(long hash) {
        return (int) (hash >>> (Long.SIZE - BITS));
    }

    /** Takes the row off those that are missing; null where it is as it should be. */
    private @Nullable String finding(Map<Long, List<Row>> missing, long keyHash, long rowHash, String key) {
        List<Row> candidates = missing.get(keyHash);
        if (candidates == null || candidates.isEmpty()) {
            return table.target() + " " + key + ": in the target alone, or twice";
        }
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).hash() == rowHash) {
                candidates.remove(i);
                return null;
            }
        }
        Row other = candidates.remove(candidates.size() - 1);
        return table.source() + " " + other.key() + ": differs in the target";
    }

    private long keyHash(byte[] bytes, int from, long rowHash) {
        return key.length == 0 ? rowHash : RowChecksum.hash(bytes, from, key);
    }

    /** With keys as SQL of SQLite has them. */
    private void source(Rows rows) {
        TableReader reader;
        try (SqliteSession session = file.open()) {
            reader = new TableReader(session, table.rowKeys());
            RowConverter converter = new RowConverter(table, reader.firstColumn());
            if (!converter.conditions().isEmpty()) {
                AbsentRows.find(session, plan);
            }
            PgBinary out = new PgBinary(1 << 12);
            reader.readAll(converter.sources(), converter.conditions(), row -> {
                out.truncate(0);
                if (converter.convert(row, out) == null) {
                    long hash = RowChecksum.hash(out.array(), 0, out.length());
                    rows.take(keyHash(out.array(), 0, hash), hash, reader.keys().text(row));
                }
                return true;
            });
        }
    }

    /** @param withKeys in words; rows without a key are named by their place in the table */
    private void target(Transaction transaction, boolean withKeys, Rows rows) throws SQLException {
        List<ColumnPlan> copied = table.copied();
        String words = key.length == 0
                ? "'at ' || ctid"
                : IntStream.of(key)
                        .mapToObj(i -> PgNames.quoted(copied.get(i).target()) + "::text")
                        .collect(Collectors.joining(", ", "concat_ws(', ', ", ")"));
        String columns =
                copied.stream().map(column -> PgNames.quoted(column.target())).collect(Collectors.joining(", "));
        String query = "(SELECT " + columns + (withKeys ? ", " + words : "") + " FROM " + ddl.name(table) + ")";
        CopiedOut.read(transaction, query, (bytes, from, to) -> {
            int end = from + Short.BYTES;
            for (int i = 0; i < copied.size(); i++) {
                end = RowChecksum.next(bytes, end);
            }
            long hash = RowChecksum.hash(bytes, from, end);
            String text = withKeys
                    ? new String(bytes, end + Integer.BYTES, to - end - Integer.BYTES, StandardCharsets.UTF_8)
                    : null;
            rows.take(keyHash(bytes, from, hash), hash, text);
        });
    }
}
