package io.longhaul.activities.pgvector;

import io.longhaul.activities.postgres.Bookkeeping;
import io.longhaul.activities.postgres.Bookkeeping.Made;
import io.longhaul.activities.postgres.Catalog;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.vectors.Destination;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Removes a job's collection with its index, and then what any job has made and nobody uses: the tables when no collection
 * is left in them, the schemas when they are empty. What has another id by now is somebody's, and stays.
 */
final class PgVectorReset {

    private final Destination.PgVector spec;
    private final Layout layout;
    private final Bookkeeping bookkeeping;
    private final PgVectorPreparation preparation;

    PgVectorReset(Destination.PgVector spec, Bookkeeping bookkeeping, PgVectorPreparation preparation) {
        this.spec = spec;
        this.layout = new Layout(spec);
        this.bookkeeping = bookkeeping;
        this.preparation = preparation;
    }

    List<String> run(Transaction transaction) throws SQLException {
        List<String> removed = new ArrayList<>();
        Optional<Noted> noted = preparation.noted(transaction);
        if (noted.isEmpty()) {
            return removed;
        }
        if (there(transaction, Layout.COLLECTIONS).isPresent()) {
            collection(transaction, noted.get(), removed);
            shared(transaction, removed);
        }
        removed.addAll(bookkeeping.forget(transaction));
        return removed;
    }

    private OptionalLong there(Transaction transaction, String name) {
        return Catalog.relation(transaction.sql(), spec.schema(), name);
    }

    private void collection(Transaction transaction, Noted noted, List<String> removed) throws SQLException {
        drop(transaction, CollectionIndex.OWN);
        int gone = transaction
                .sql()
                .execute("DELETE FROM " + layout.collections() + " WHERE uuid = ?", noted.collection());
        if (gone > 0) {
            removed.add("collection " + spec.collection());
        }
    }

    /** What other jobs of ours use is theirs from now on. */
    private void shared(Transaction transaction, List<String> removed) throws SQLException {
        String schema = spec.schema();
        if (bookkeeping.handOver(transaction, CollectionIndex.SHARED, schema, PgVectorPreparation.COLLECTION)) {
            bookkeeping.handOver(transaction, PgVectorPreparation.TABLE, schema, PgVectorPreparation.COLLECTION);
        } else {
            drop(transaction, CollectionIndex.SHARED);
            tables(transaction, removed);
        }
    }

    /** Those indexes that this job has made. */
    private void drop(Transaction transaction, String kind) throws SQLException {
        for (Made index : bookkeeping.made(transaction)) {
            boolean ours = index.kind().equals(kind) && index.schema().equals(spec.schema());
            if (ours && there(transaction, index.name()).equals(OptionalLong.of(index.oid()))) {
                transaction.execute(
                        "DROP INDEX " + PgNames.quoted(index.schema()) + "." + PgNames.quoted(index.name()));
            }
        }
    }

    private void tables(Transaction transaction, List<String> removed) throws SQLException {
        boolean used = transaction
                .sql()
                .select("SELECT EXISTS (SELECT FROM " + layout.collections() + ")")
                .mapTo(Boolean.class)
                .one();
        if (used) {
            return;
        }
        List<Made> made = bookkeeping.madeByAny(transaction, PgVectorPreparation.TABLE).stream()
                .filter(table -> table.schema().equals(spec.schema()))
                .filter(table ->
                        table.name().equals(Layout.EMBEDDINGS) || table.name().equals(Layout.COLLECTIONS))
                .filter(table -> there(transaction, table.name()).equals(OptionalLong.of(table.oid())))
                .toList();
        if (made.size() == 2) {
            transaction.execute("DROP TABLE " + layout.embeddings() + ", " + layout.collections() + " RESTRICT");
            made.forEach(table -> removed.add(table.schema() + "." + table.name()));
        }
    }
}
