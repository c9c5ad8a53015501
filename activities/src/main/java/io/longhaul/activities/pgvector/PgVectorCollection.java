package io.longhaul.activities.pgvector;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.Admission;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.Found;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.collection.Written;
import io.longhaul.activities.postgres.BinaryCopies;
import io.longhaul.activities.postgres.Bookkeeping;
import io.longhaul.activities.postgres.Catalog;
import io.longhaul.activities.postgres.CopiedBatch;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.vectors.Destination;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A collection in PostgreSQL. A batch is one transaction: its records and the note that it is done come together or not at
 * all. So one that is run again answers from that note, and one that was cut off has left nothing.
 */
public final class PgVectorCollection implements TargetCollection {

    /** Enough that sending is no cost of its own, and little beside the rest of a worker. */
    private static final int SENT_AT_ONCE = 512 << 10;

    /** Records between two looks at whether to go on. */
    private static final int LOOK = 0x3f;

    private static final String UNIQUE_VIOLATION = "23505";

    private final TargetDatabase database;
    private final Destination.PgVector spec;
    private final Map<String, String> constants;
    private final Layout layout;

    /** @param constants put into the metadata of each record */
    public PgVectorCollection(TargetDatabase database, Destination.PgVector spec, Map<String, String> constants) {
        this.database = database;
        this.spec = spec;
        this.constants = constants;
        this.layout = new Layout(spec);
    }

    private Bookkeeping bookkeeping(JobId job) {
        return new Bookkeeping(spec.bookkeeping(), job);
    }

    private PgVectorPreparation preparation(JobId job) {
        return new PgVectorPreparation(spec, constants, bookkeeping(job), database.address());
    }

    private Noted noted(Transaction transaction, JobId job) {
        Noted noted = preparation(job)
                .noted(transaction)
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "PostgreSQL at " + database.address() + " has no note of what this job copies into collection "
                                + spec.collection() + ": was it reset? Run with --fresh"));
        noted.requireConstants(constants);
        return noted;
    }

    @Override
    public void check(JobId job, CollectionFacts source, Watch watch) {
        database.transaction("looking at collection " + spec.collection(), watch, transaction -> {
            preparation(job).check(transaction, source);
            return source;
        });
    }

    @Override
    public void prepare(JobId job, CollectionFacts source, Watch watch) {
        database.transaction("preparing collection " + spec.collection(), watch, transaction -> {
            preparation(job).prepare(transaction, source);
            return source;
        });
    }

    @Override
    public Written copy(JobId job, int batch, String range, Records records, Watch watch) {
        String doing = "copying " + range + " into collection " + spec.collection();
        return database.transaction(doing, watch, transaction -> {
            // An attempt that was given up may still be at it: what it has done is looked for after it.
            Catalog.lock(transaction.sql(), job + "/" + batch);
            RecordWriter writer = writer(noted(transaction, job));
            Optional<CopiedBatch> done = bookkeeping(job).batch(transaction, batch);
            if (done.isPresent()) {
                return new Written(done.get().copied(), bookkeeping(job).refused(transaction, batch));
            }
            return copied(transaction, job, batch, range, writer, records);
        });
    }

    private RecordWriter writer(Noted noted) {
        return new RecordWriter(noted.collection(), spec.type(), new Admission(noted.dimension(), constants));
    }

    private Written copied(
            Transaction transaction, JobId job, int batch, String range, RecordWriter writer, Records records)
            throws SQLException {
        try (BinaryCopies copies = new BinaryCopies(transaction.copy())) {
            Sending sending = new Sending(
                    transaction, copies.into(layout.embeddings() + " " + Layout.COLUMNS, SENT_AT_ONCE), writer);
            records.each(sending);
            copies.finish();
            CopiedBatch copied = sending.result(spec.collection(), range);
            bookkeeping(job).note(transaction, batch, copied);
            bookkeeping(job).noteRefused(transaction, batch, sending.refused);
            return new Written(copied.copied(), sending.refused);
        } catch (SendFailure e) {
            throw translated(e.error, range);
        } catch (SQLException e) {
            throw translated(e, range);
        }
    }

    private SQLException translated(SQLException error, String range) {
        if (!UNIQUE_VIOLATION.equals(error.getSQLState())) {
            return error;
        }
        throw new MigrationException(
                FailureKind.REJECTED_RECORD,
                "an id of " + range + " is in " + spec.schema() + "." + Layout.EMBEDDINGS + " already, where ids are"
                        + " unique over all collections: it is another collection's, or somebody writes to the source;"
                        + " name another schema, or stop that and run with --fresh",
                error);
    }

    /** Carries an error of the target out of the reading of the source. */
    private static final class SendFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final SQLException error;

        SendFailure(SQLException error) {
            super(error);
            this.error = error;
        }
    }

    /** The records of one batch. */
    private static final class Sending implements Taker {
        private final Transaction transaction;
        private final BinaryCopies.Lane lane;
        private final RecordWriter writer;
        private final RecordChecksum checksum = new RecordChecksum();
        private final Map<String, String> refused = new LinkedHashMap<>();
        private long read;
        private long bytes;

        Sending(Transaction transaction, BinaryCopies.Lane lane, RecordWriter writer) {
            this.transaction = transaction;
            this.lane = lane;
            this.writer = writer;
        }

        @Override
        public void refuse(String id, String reason) {
            refused.put(id, reason);
        }

        @Override
        public void accept(VectorRecord record) {
            if ((++read & LOOK) == 0) {
                transaction.check();
            }
            PgBinary out = lane.rows();
            int start = out.length();
            String reason = writer.append(record, out);
            if (reason != null) {
                refuse(record.id(), reason);
                return;
            }
            checksum.add(out.array(), start);
            bytes += out.length() - start;
            try {
                lane.appended();
            } catch (SQLException e) {
                throw new SendFailure(e);
            }
        }

        CopiedBatch result(String collection, String range) {
            return new CopiedBatch(
                    collection, range, checksum.records(), refused.size(), refused.size(), 0, bytes, checksum.sum());
        }
    }

    @Override
    public void finish(JobId job, CollectionFacts source, Watch watch) {
        Noted noted = database.transaction("looking at collection " + spec.collection(), watch, transaction -> {
            Noted found = noted(transaction, job);
            found.requireUnchanged(source);
            return found;
        });
        String index = layout.indexName();
        if (index != null) {
            step("making index " + index, watch, transaction -> {
                allow(transaction);
                new CollectionIndex(spec, noted, index).make(transaction, bookkeeping(job));
                return noted;
            });
        }
        step("making index " + Layout.METADATA_INDEX, watch, transaction -> {
            if (Catalog.relation(transaction.sql(), spec.schema(), Layout.METADATA_INDEX)
                    .isEmpty()) {
                allow(transaction);
                bookkeeping(job)
                        .make(
                                transaction,
                                CollectionIndex.SHARED,
                                spec.schema(),
                                Layout.METADATA_INDEX,
                                layout.createMetadataIndex());
            }
            return noted;
        });
        step("looking through " + Layout.EMBEDDINGS, watch, transaction -> {
            transaction.execute("ANALYZE " + layout.embeddings());
            return noted;
        });
    }

    private void step(String doing, Watch watch, TargetDatabase.Work<?> step) {
        database.transaction(doing, watch, transaction -> {
            Catalog.lock(transaction.sql(), doing);
            return step.in(transaction);
        });
    }

    /** For this transaction. */
    private void allow(Transaction transaction) {
        texts(
                transaction,
                "SELECT set_config('maintenance_work_mem', ?, true),"
                        + " set_config('max_parallel_maintenance_workers', ?, true)",
                spec.index().memory().replace(" ", ""),
                Integer.toString(spec.index().workers()));
    }

    @Override
    public Verification compare(JobId job, Collection<VectorRecord> records, Watch watch) {
        return database.transaction("comparing collection " + spec.collection(), watch, transaction -> comparison(job)
                .compare(transaction, noted(transaction, job), records));
    }

    @Override
    public Verification whole(JobId job, long copied, boolean all, Watch watch) {
        return database.transaction("verifying collection " + spec.collection(), watch, transaction -> comparison(job)
                .whole(transaction, noted(transaction, job)));
    }

    private PgVectorComparison comparison(JobId job) {
        return new PgVectorComparison(spec, constants, bookkeeping(job), this::writer);
    }

    @Override
    public Found nearest(JobId job, float[] vector, int most, Watch watch) {
        return database.transaction("searching collection " + spec.collection(), watch, transaction -> {
            Noted noted = noted(transaction, job);
            layout.probes(noted.records())
                    .ifPresent(probes ->
                            texts(transaction, "SELECT set_config('ivfflat.probes', ?, true)", Long.toString(probes)));
            String sql = layout.nearest(noted.metric());
            long begun = System.nanoTime();
            List<String> ids = texts(transaction, sql, noted.collection(), Layout.text(vector), most);
            long searched = System.nanoTime();
            texts(transaction, "SELECT ''");
            // What a question without work takes is the network's time.
            long network = System.nanoTime() - searched;
            return new Found(ids, Math.max(0, searched - begun - network));
        });
    }

    private static List<String> texts(Transaction transaction, String sql, Object... values) {
        return transaction.sql().select(sql, values).mapTo(String.class).list();
    }

    @Override
    public List<String> reset(JobId job, Watch watch) {
        return database.transaction("emptying collection " + spec.collection(), watch, transaction -> {
            Catalog.lock(transaction.sql());
            return new PgVectorReset(spec, bookkeeping(job), preparation(job)).run(transaction);
        });
    }
}
