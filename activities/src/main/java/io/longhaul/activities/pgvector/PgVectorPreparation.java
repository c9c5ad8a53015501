package io.longhaul.activities.pgvector;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.postgres.Bookkeeping;
import io.longhaul.activities.postgres.Bookkeeping.Made;
import io.longhaul.activities.postgres.Catalog;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Looks whether a collection can be taken, and makes what it needs. Tables that are there are used if they fit. */
final class PgVectorPreparation {

    static final String TABLE = "table";
    static final String COLLECTION = "collection";

    private final Destination.PgVector spec;
    private final Map<String, String> constants;
    private final Layout layout;
    private final Bookkeeping bookkeeping;
    private final String address;

    PgVectorPreparation(
            Destination.PgVector spec, Map<String, String> constants, Bookkeeping bookkeeping, String address) {
        this.spec = spec;
        this.constants = constants;
        this.layout = new Layout(spec);
        this.bookkeeping = bookkeeping;
        this.address = address;
    }

    /** What the job copies; empty before it is prepared. */
    Optional<Noted> noted(Transaction transaction) {
        if (!bookkeeping.exists(transaction)) {
            return Optional.empty();
        }
        return bookkeeping.made(transaction).stream()
                .filter(made -> made.kind().equals(COLLECTION)
                        && made.schema().equals(spec.schema())
                        && made.name().equals(spec.collection()))
                .map(made -> Noted.parse(made.definition()))
                .findFirst();
    }

    void check(Transaction transaction, CollectionFacts source) {
        requireIndexable(source);
        requireExtension(transaction);
        noted(transaction).ifPresent(noted -> {
            noted.requireConstants(constants);
            noted.requireUnchanged(source);
        });
        if (table(transaction, Layout.EMBEDDINGS).isPresent()) {
            requireColumn(transaction, source.dimension());
        }
        if (table(transaction, Layout.COLLECTIONS).isPresent()) {
            requireOwn(transaction, noted(transaction));
        }
    }

    void prepare(Transaction transaction, CollectionFacts source) throws SQLException {
        Catalog.lock(transaction.sql());
        requireExtension(transaction);
        transaction.execute("CREATE EXTENSION IF NOT EXISTS vector");
        Optional<Made> schema = schema(transaction, spec.schema());
        Optional<Made> notes = schema(transaction, spec.bookkeeping());
        bookkeeping.create(transaction);
        schema.ifPresent(made -> bookkeeping.noteMade(transaction, made));
        notes.ifPresent(made -> bookkeeping.noteMade(transaction, made));
        make(transaction, Layout.COLLECTIONS, layout.createCollections());
        make(transaction, Layout.EMBEDDINGS, layout.createEmbeddings(source.dimension()));
        check(transaction, source);
        if (noted(transaction).isEmpty()) {
            Noted noted = Noted.of(UUID.randomUUID(), source, constants);
            transaction
                    .sql()
                    .execute(
                            "INSERT INTO " + layout.collections()
                                    + " (uuid, name, cmetadata) VALUES (?, ?, CAST(? AS json))",
                            noted.collection(),
                            spec.collection(),
                            source.metadata() == null ? null : source.metadata().toString());
            bookkeeping.noteMade(transaction, new Made(COLLECTION, spec.schema(), spec.collection(), 0, noted.json()));
        }
    }

    private static Optional<Made> schema(Transaction transaction, String name) throws SQLException {
        if (Catalog.schema(transaction.sql(), name).isPresent()) {
            return Optional.empty();
        }
        String sql = "CREATE SCHEMA " + PgNames.quoted(name);
        transaction.execute(sql);
        long oid = Catalog.schema(transaction.sql(), name).orElseThrow();
        return Optional.of(new Made(Bookkeeping.SCHEMA, name, name, oid, sql));
    }

    private void make(Transaction transaction, String table, String sql) throws SQLException {
        if (table(transaction, table).isEmpty()) {
            bookkeeping.make(transaction, TABLE, spec.schema(), table, sql);
        }
    }

    private OptionalLong table(Transaction transaction, String name) {
        return Catalog.relation(transaction.sql(), spec.schema(), name);
    }

    private void requireIndexable(CollectionFacts source) {
        if (source.dimension() > VectorType.MOST_DIMENSIONS) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "collection " + source.name() + " has " + source.dimension() + " dimensions, and pgvector stores "
                            + VectorType.MOST_DIMENSIONS + " at most");
        }
        int most = spec.type().mostIndexed();
        if (spec.index().kind() != VectorIndex.Kind.NONE && source.dimension() > most) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "collection " + source.name() + " has " + source.dimension() + " dimensions, and an index of "
                            + spec.type().sql() + " takes " + most + " at most: choose "
                            + (spec.type() == VectorType.VECTOR ? "the type halfvec, or " : "") + "no index");
        }
    }

    private void requireExtension(Transaction transaction) {
        boolean available = transaction
                .sql()
                .select("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')")
                .mapTo(Boolean.class)
                .one();
        if (!available) {
            throw mismatch("has no pgvector: install the extension \"vector\" on its server");
        }
    }

    private void requireColumn(Transaction transaction, int dimension) {
        String found = transaction
                .sql()
                .select("""
                        SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
                        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ? AND a.attname = 'embedding'""", spec.schema(), Layout.EMBEDDINGS)
                .mapTo(String.class)
                .findOne()
                .orElse("nothing");
        // The extension may be in a schema that must be named.
        String type = found.substring(found.lastIndexOf('.') + 1);
        String wanted = layout.column(dimension);
        boolean unsized = type.equals(spec.type().sql());
        if (unsized && spec.index().kind() == VectorIndex.Kind.NONE) {
            return;
        }
        if (!type.equals(wanted)) {
            throw mismatch("has a column " + spec.schema() + "." + Layout.EMBEDDINGS + ".embedding of type " + type
                    + ", and the collection needs " + wanted + ": "
                    + (unsized
                            ? "give the column its size by ALTER TABLE, or choose no index"
                            : "name another schema, or set the type to that of the column"));
        }
    }

    private void requireOwn(Transaction transaction, Optional<Noted> noted) {
        Optional<UUID> there = transaction
                .sql()
                .select("SELECT uuid FROM " + layout.collections() + " WHERE name = ?", spec.collection())
                .mapTo(UUID.class)
                .findOne();
        if (there.isPresent() && !there.equals(noted.map(Noted::collection))) {
            throw mismatch("has a collection " + spec.collection()
                    + " already, which this job has not made: reset the job that made it, or name another collection");
        }
        if (there.isEmpty() && noted.isPresent()) {
            throw mismatch("no longer has the collection " + spec.collection()
                    + " that this job has made: reset the target, and run again");
        }
    }

    private MigrationException mismatch(String what) {
        return new MigrationException(FailureKind.SCHEMA_MISMATCH, "PostgreSQL at " + address + " " + what);
    }
}
