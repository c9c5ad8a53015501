package io.longhaul.activities.pgvector;

import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.postgres.Bookkeeping;
import io.longhaul.activities.postgres.CopiedOut;
import io.longhaul.activities.postgres.TableTotals;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.vectors.Destination;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what is in the target with its source, record by record, and with what was noted as copied. Writes nothing. */
final class PgVectorComparison {

    private final Destination.PgVector spec;
    private final Map<String, String> constants;
    private final Bookkeeping bookkeeping;
    private final Function<Noted, RecordWriter> writers;
    private final Layout layout;

    PgVectorComparison(
            Destination.PgVector spec,
            Map<String, String> constants,
            Bookkeeping bookkeeping,
            Function<Noted, RecordWriter> writers) {
        this.spec = spec;
        this.constants = constants;
        this.bookkeeping = bookkeeping;
        this.writers = writers;
        this.layout = new Layout(spec);
    }

    Verification compare(Transaction transaction, Noted noted, Collection<VectorRecord> records) throws SQLException {
        List<RecordChecksum.Hashes> expected = expected(noted, records);
        Map<String, RecordChecksum.Hashes> found = new HashMap<>();
        if (!expected.isEmpty()) {
            String ids = expected.stream()
                    .map(hashes -> PgNames.literal(hashes.id()))
                    .collect(Collectors.joining(","));
            CopiedOut.read(transaction, rows(noted, " AND id IN (" + ids + ")"), (bytes, from, to) -> {
                RecordChecksum.Hashes hashes = RecordChecksum.of(bytes, from);
                found.put(hashes.id(), hashes);
            });
        }
        return found(records.size(), expected, found);
    }

    /** Of those records that can be in the target. */
    private List<RecordChecksum.Hashes> expected(Noted noted, Collection<VectorRecord> records) {
        RecordWriter writer = writers.apply(noted);
        PgBinary tuple = new PgBinary(1 << 13);
        List<RecordChecksum.Hashes> expected = new ArrayList<>();
        for (VectorRecord record : records) {
            tuple.truncate(0);
            if (writer.append(record, tuple) == null) {
                expected.add(RecordChecksum.of(tuple.array(), 0));
            }
        }
        return expected;
    }

    private static Verification found(
            int records, List<RecordChecksum.Hashes> expected, Map<String, RecordChecksum.Hashes> found) {
        List<String> examples = new ArrayList<>();
        long vectors = 0;
        long contents = 0;
        for (RecordChecksum.Hashes each : expected) {
            RecordChecksum.Hashes there = found.get(each.id());
            if (there == null) {
                examples.add("missing: " + each.id());
                continue;
            }
            if (there.vector() != each.vector()) {
                vectors++;
                examples.add("another vector: " + each.id());
            }
            if (there.content() != each.content()) {
                contents++;
                examples.add("another document or other metadata: " + each.id());
            }
        }
        return new Verification(
                List.of(
                        new Check("records of the source that can arrive", records, records - expected.size(), false),
                        new Check("records in the target", expected.size(), expected.size() - found.size(), true),
                        new Check("vectors equal bit for bit", found.size(), vectors, true),
                        new Check("documents and metadata as in the source", found.size(), contents, true)),
                examples);
    }

    private String rows(Noted noted, String condition) {
        return "(SELECT id, collection_id, embedding, document, cmetadata FROM " + layout.embeddings()
                + " WHERE collection_id = '" + noted.collection() + "'" + condition + ")";
    }

    Verification whole(Transaction transaction, Noted noted) throws SQLException {
        TableTotals totals = bookkeeping.totals(transaction, spec.collection());
        RecordChecksum there = new RecordChecksum();
        CopiedOut.read(transaction, rows(noted, ""), (bytes, from, to) -> there.add(bytes, from));
        List<Check> checks = new ArrayList<>();
        long more = Math.abs(there.records() - totals.copied());
        checks.add(new Check(
                "records in the collection, and no others", Math.max(totals.copied(), there.records()), more, true));
        boolean same = there.sum() == totals.checksum() && more == 0;
        checks.add(new Check("checksum of all records as they were read and sent", 1, same ? 0 : 1, true));
        long broken = count(transaction, noted, "jsonb_typeof(cmetadata) IS DISTINCT FROM 'object'");
        checks.add(new Check("metadata that are JSON objects", there.records(), broken, true));
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            long without = count(
                    transaction, noted, "cmetadata ->> ? IS DISTINCT FROM ?", constant.getKey(), constant.getValue());
            checks.add(new Check("records with their " + constant.getKey(), there.records(), without, true));
        }
        String index = layout.indexName();
        if (index != null) {
            boolean made =
                    new CollectionIndex(spec, noted, index).found(transaction).orElse(false);
            OptionalLong probes = layout.probes(noted.records());
            checks.add(new Check(
                    "index of the vectors"
                            + (probes.isPresent() ? "; for searches set ivfflat.probes = " + probes.getAsLong() : ""),
                    1,
                    made ? 0 : 1,
                    true));
        }
        return new Verification(checks, List.of());
    }

    private long count(Transaction transaction, Noted noted, String condition, Object... values) {
        List<Object> all = new ArrayList<>(List.of(noted.collection()));
        all.addAll(List.of(values));
        return transaction
                .sql()
                .select(
                        "SELECT count(*) FROM " + layout.embeddings() + " WHERE collection_id = ? AND " + condition,
                        all.toArray())
                .mapTo(Long.class)
                .one();
    }
}
