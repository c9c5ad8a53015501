package io.longhaul.activities.pgvector;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.Bookkeeping;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.vectors.Destination;
import java.sql.SQLException;
import java.util.Optional;

/** The index of a collection's vectors. It is known by what it is of, as its name may be given to something else. */
final class CollectionIndex {

    /** The kind of an index of this collection alone. */
    static final String OWN = "index";

    /** The kind of an index of all collections of the table. */
    static final String SHARED = "shared index";

    private final Destination.PgVector spec;
    private final Layout layout;
    private final Noted noted;
    private final String name;

    /** @param name of the index, where the spec wants one */
    CollectionIndex(Destination.PgVector spec, Noted noted, String name) {
        this.spec = spec;
        this.layout = new Layout(spec);
        this.noted = noted;
        this.name = name;
    }

    /** Whether there is one that searches of the collection use; empty where nothing has its name. */
    Optional<Boolean> found(Transaction transaction) {
        return transaction
                .sql()
                .select(
                        """
                        SELECT coalesce(x.indisvalid AND t.relname = ? AND m.amname = ? AND o.opcname = ?
                                        AND strpos(pg_get_expr(x.indpred, x.indrelid), ?) > 0, false)
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        LEFT JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_index x ON x.indexrelid = c.oid
                        LEFT JOIN pg_class t ON t.oid = x.indrelid LEFT JOIN pg_opclass o ON o.oid = x.indclass[0]
                        WHERE n.nspname = ? AND c.relname = ?""",
                        Layout.EMBEDDINGS,
                        layout.method(),
                        layout.operators(noted.metric()),
                        noted.collection().toString(),
                        spec.schema(),
                        name)
                .mapTo(Boolean.class)
                .findOne();
    }

    /** Makes it unless it is there. */
    void make(Transaction transaction, Bookkeeping bookkeeping) throws SQLException {
        Optional<Boolean> found = found(transaction);
        if (found.isEmpty()) {
            bookkeeping.make(transaction, OWN, spec.schema(), name, layout.createIndex(name, noted));
        } else if (!found.get()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "schema " + spec.schema() + " has something named " + name + ", and it is no valid index of this"
                            + " collection's vectors: drop or rename it, and run again");
        }
    }
}
