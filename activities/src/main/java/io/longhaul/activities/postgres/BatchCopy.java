package io.longhaul.activities.postgres;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.KnownAbsences;
import io.longhaul.activities.relational.OriginalRow;
import io.longhaul.activities.relational.Outcome;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.activities.relational.Rejection;
import io.longhaul.activities.relational.RowChecksum;
import io.longhaul.activities.relational.RowConverter;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.Fingerprint;
import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Copies batches. Each is one transaction: rows, quarantined rows and the note that it is done come together or not at all.
 * So a batch that is run again, or by two workers at once, answers from that note, and a batch that was cut off has left
 * nothing to be deleted. Safe for many threads.
 */
public final class BatchCopy {

    /** Enough that sending is no cost of its own, and little beside the rest of a worker. */
    private static final int SENT_AT_ONCE = 128 << 10;

    private static final int QUARANTINED_AT_ONCE = 1 << 20;

    /** Rows between two looks at whether to go on. */
    private static final int LOOK = 0x3ff;

    private final TargetDatabase target;
    private final SqliteFile file;
    private final Fingerprint state;
    private final TargetPlan plan;
    private final Ddl ddl;
    private final Bookkeeping bookkeeping;
    private final KnownAbsences absences;

    /**
     * @param state of the file when the run began; a batch of a file that has changed is not committed
     * @param absences of the process, for all its batches
     */
    public BatchCopy(
            TargetDatabase target,
            SqliteFile file,
            Fingerprint state,
            TargetPlan plan,
            JobId job,
            KnownAbsences absences) {
        this.target = target;
        this.file = file;
        this.state = state;
        this.plan = plan;
        this.ddl = new Ddl(plan);
        this.bookkeeping = new Bookkeeping(plan.quarantine(), job);
        this.absences = absences;
    }

    /** @param number of the batch, unique within the job */
    public CopiedBatch copy(int number, KeyRange range, Watch watch) {
        TablePlan table = plan.table(range.until());
        KeyRange within = within(table, range);
        String doing = "copying table " + table.source() + ", rows " + within;
        Optional<CopiedBatch> copied =
                target.transaction(doing, watch, transaction -> attempt(transaction, number, table, within));
        // Empty where another attempt was faster by a moment; what this one sent is rolled back.
        return copied.or(() -> target.transaction(doing, watch, transaction -> bookkeeping.batch(transaction, number)))
                .map(done -> requireSame(number, table, within, done))
                .orElseThrow(() -> new MigrationException(
                        FailureKind.UNAVAILABLE, "batch " + number + " was reset while it was copied"));
    }

    /** A range that follows one of another table begins with its table's first row. */
    private static KeyRange within(TablePlan table, KeyRange range) {
        boolean follows = range.after() != null && range.after().parts().get(0).equals(table.source());
        return new KeyRange(follows ? range.after() : null, range.until());
    }

    /** Rows of a batch that are quarantined for want of a rule, each by its key with the reason. */
    public Map<SourceKey, String> withoutRule(int number, CopiedBatch batch, Watch watch) {
        TablePlan table = plan.table(SourceKey.of(batch.table()));
        return target.transaction("reading the quarantine of table " + batch.table(), watch, transaction -> {
            Map<SourceKey, String> reasons = new LinkedHashMap<>();
            transaction
                    .sql()
                    .select(
                            "SELECT key, reason FROM " + Quarantine.name(plan, table)
                                    + " WHERE batch = ? AND NOT by_rule",
                            number)
                    .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                    .forEach(row -> reasons.put(SourceKey.of(batch.table(), row.getKey()), row.getValue()));
            return reasons;
        });
    }

    private static CopiedBatch requireSame(int number, TablePlan table, KeyRange range, CopiedBatch done) {
        if (!done.table().equals(table.source()) || !done.range().equals(range.toString())) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "batch " + number + " of this job has copied table " + done.table() + ", rows " + done.range()
                            + ", and not " + range + ": reset the target, or begin a new job");
        }
        return done;
    }

    private Optional<CopiedBatch> attempt(Transaction transaction, int number, TablePlan table, KeyRange range)
            throws SQLException {
        Optional<CopiedBatch> done = bookkeeping.batch(transaction, number);
        if (done.isPresent()) {
            return done;
        }
        if (!bookkeeping.holds(transaction, Preparation.TABLE, plan.schema(), table.target())) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "table " + plan.schema() + "." + table.target()
                            + " is no longer the one that this job made: the target was reset meanwhile, so nothing was"
                            + " copied");
        }
        CopiedBatch copied = rows(transaction, number, table, range);
        file.requireUnchanged(state);
        if (bookkeeping.note(transaction, number, copied)) {
            return Optional.of(copied);
        }
        transaction.giveUp();
        return Optional.empty();
    }

    private CopiedBatch rows(Transaction transaction, int number, TablePlan table, KeyRange range) throws SQLException {
        try (SqliteSession session = file.open();
                BinaryCopies copies = new BinaryCopies(transaction.copy())) {
            Rows rows = new Rows(transaction, copies, number, table, range);
            rows.read(session);
            copies.finish();
            return rows.result();
        } catch (SendFailure e) {
            throw e.error;
        }
    }

    /** Carries an error of the target out of the reading of the source. */
    private static final class SendFailure extends RuntimeException {
        private final SQLException error;

        SendFailure(SQLException error) {
            super(error);
            this.error = error;
        }
    }

    /** The rows of one batch. */
    private final class Rows {
        private final Transaction transaction;
        private final int number;
        private final TablePlan table;
        private final KeyRange range;
        private final RowKeys keys;
        private final RowConverter converter;
        private final OriginalRow original;
        private final RowChecksum checksum;
        private final BinaryCopies.Lane fitting;
        private final BinaryCopies.Lane quarantine;
        private long read;
        private long quarantined;
        private long withoutRule;
        private long dropped;
        private long bytes;

        Rows(Transaction transaction, BinaryCopies copies, int number, TablePlan table, KeyRange range) {
            this.transaction = transaction;
            this.number = number;
            this.table = table;
            this.range = range;
            this.keys = table.rowKeys();
            int first = keys.columns().size();
            this.converter = new RowConverter(table, first);
            this.original = new OriginalRow(converter.sources(), first);
            this.checksum = new RowChecksum();
            this.fitting = copies.into(ddl.copied(table), SENT_AT_ONCE);
            this.quarantine = copies.into(Quarantine.copied(plan, table), QUARANTINED_AT_ONCE);
        }

        void read(SqliteSession session) {
            absences.into(session, file, state, plan, table, range);
            new TableReader(session, keys).read(range, converter.sources(), converter.conditions(), row -> {
                try {
                    take(row);
                } catch (SQLException e) {
                    throw new SendFailure(e);
                }
                return true;
            });
        }

        private void take(SqliteRow row) throws SQLException {
            if ((++read & LOOK) == 0) {
                transaction.check();
            }
            PgBinary out = fitting.rows();
            int start = out.length();
            Rejection rejection = converter.convert(row, out);
            if (rejection == null) {
                checksum.add(out.array(), start, out.length());
                bytes += out.length() - start;
                fitting.appended();
            } else {
                reject(row, rejection);
            }
        }

        private void reject(SqliteRow row, Rejection rejection) throws SQLException {
            if (rejection.outcome() == Outcome.DROP) {
                dropped++;
                return;
            }
            if (rejection.outcome() == Outcome.ACCEPT_PARTIAL) {
                withoutRule++;
            } else if (rejection.outcome() != Outcome.QUARANTINE) {
                throw new MigrationException(
                        FailureKind.REJECTED_RECORD,
                        "table " + table.source() + " has a row that no rule is for, among rows " + range + ": "
                                + rejection.reason() + "; discover it again, and add a rule");
            }
            quarantined++;
            Quarantine.append(quarantine.rows(), number, keys.text(row), rejection, original.json(row));
            quarantine.appended();
        }

        CopiedBatch result() {
            return new CopiedBatch(
                    table.source(),
                    range.toString(),
                    checksum.rows(),
                    quarantined,
                    withoutRule,
                    dropped,
                    bytes,
                    checksum.sum());
        }
    }
}
