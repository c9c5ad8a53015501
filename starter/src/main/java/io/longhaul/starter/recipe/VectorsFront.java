package io.longhaul.starter.recipe;

import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.VectorsSettings;
import io.longhaul.workflows.vectors.Destination;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A collection of Chroma into pgvector. */
final class VectorsFront implements Front {

    private static final String EXTENSION = "vector";
    private static final String STARTED_WITHOUT =
            "the embedded PostgreSQL was started without pgvector, by another command: wait until that ends, and try again";
    private static final String NO_PGVECTOR =
            "the PostgreSQL of the target has no pgvector: install the extension vector there, or name another PostgreSQL in"
                    + " TARGET_URL";

    private final VectorsSettings vectors;

    VectorsFront(VectorsSettings vectors) {
        this.vectors = vectors;
    }

    private CollectionFacts source(Services services) {
        return services.vectors().source(vectors.spec()).facts();
    }

    private boolean intoPostgres() {
        return vectors.spec().target() instanceof Destination.PgVector;
    }

    @Override
    public void look(Services services, Preflight preflight) {
        preflight.look(() -> {
            var unused = source(services);
        });
        if (intoPostgres() && !services.settings().missing().contains(Backend.TARGET)) {
            preflight.look(() -> requirePgvector(services, preflight));
        }
    }

    private static void requirePgvector(Services services, Preflight preflight) {
        boolean embedded = services.settings().embedded(Backend.TARGET);
        if (!services.target().offers(EXTENSION)) {
            preflight.problem(embedded ? STARTED_WITHOUT : NO_PGVECTOR);
        }
    }

    @Override
    public Set<Backend> planned() {
        EnumSet<Backend> read = EnumSet.of(Backend.CHROMA, Backend.SOURCE);
        if (vectors.sample() != null) {
            // Which makes it, where it is not there yet.
            read.add(Backend.EMBEDDINGS);
        }
        read.retainAll(vectors.services());
        return read;
    }

    @Override
    public Plan plan(Services services) {
        CollectionFacts facts = source(services);
        Long limit = services.settings().limit();
        return new VectorsPlan(
                services.settings().name(),
                services.settings().sourceIdentity(),
                vectors.brief(),
                limit == null ? facts.records() : Math.min(limit, facts.records()),
                facts.dimension());
    }

    @Override
    public void check(Services services, Findings findings) {
        findings.check("Source", () -> {
            CollectionFacts facts = source(services);
            return Finding.good(
                    "Source",
                    services.settings().sourceIdentity() + " readable, "
                            + Texts.count(facts.records(), "record", "records") + " of " + facts.dimension()
                            + " dimensions");
        });
        findings.next();
        if (!intoPostgres()) {
            findings.check(
                    "Qdrant",
                    () -> Finding.good(
                            "Qdrant",
                            services.settings().qdrant().describe() + " reachable, version "
                                    + services.qdrant().version()));
            return;
        }
        PostgresCheck.run(
                services,
                findings,
                (answer, found) -> services.target().offers(EXTENSION)
                        ? Finding.good(PostgresCheck.NAME, found + ", with pgvector")
                        : Finding.bad(PostgresCheck.NAME, found, NO_PGVECTOR));
    }

    @Override
    public List<String> reset(Services services) {
        TargetCollection collection = services.vectors().target(vectors.spec());
        List<String> removed = new ArrayList<>();
        for (JobView job : services.jobs().of(services.settings().name())) {
            removed.addAll(collection.reset(job.id(), Watch.ofThisThread()));
            services.jobs().reset(job.id());
        }
        return removed;
    }
}
