package io.longhaul.starter.recipe;

import io.longhaul.activities.chroma.ChromaCollection;
import io.longhaul.activities.chroma.ChromaServer;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.pgvector.PgVectorCollection;
import io.longhaul.activities.postgres.TargetServer;
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

    private final VectorsSettings vectors;

    VectorsFront(VectorsSettings vectors) {
        this.vectors = vectors;
    }

    private CollectionFacts source(Services services) {
        return new ChromaCollection(
                        new ChromaServer(services.settings().chroma()),
                        vectors.spec().source().collection())
                .facts();
    }

    @Override
    public void look(Services services, Preflight preflight) {
        preflight.look(() -> {
            var unused = source(services);
        });
        if (!services.settings().missing().contains(Backend.TARGET)) {
            preflight.look(() -> requirePgvector(services.target(), preflight));
        }
    }

    private void requirePgvector(TargetServer target, Preflight preflight) {
        if (!target.offers("vector")) {
            preflight.problem(noPgvector());
        }
    }

    private static String noPgvector() {
        return "the PostgreSQL of the target has no pgvector: install the extension vector there, or name another"
                + " PostgreSQL in TARGET_URL";
    }

    @Override
    public Set<Backend> planned() {
        return EnumSet.of(Backend.CHROMA);
    }

    @Override
    public Plan plan(Services services) {
        CollectionFacts facts = source(services);
        return new VectorsPlan(
                services.settings().name(),
                services.settings().sourceIdentity(),
                vectors.brief(),
                facts.records(),
                facts.dimension());
    }

    @Override
    public void check(Services services, Findings findings) {
        findings.check("Chroma", () -> {
            CollectionFacts facts = source(services);
            return Finding.good(
                    "Chroma",
                    services.settings().sourceIdentity() + " readable, "
                            + Texts.count(facts.records(), "record", "records") + " of " + facts.dimension()
                            + " dimensions");
        });
        findings.next();
        findings.check("PostgreSQL", () -> {
            TargetServer.Answer answer = services.target().ask();
            String found = services.settings().target().describe() + " reachable, version " + answer.version();
            return services.target().offers("vector")
                    ? Finding.good("PostgreSQL", found + ", with pgvector")
                    : Finding.bad("PostgreSQL", found, noPgvector());
        });
    }

    @Override
    public List<String> reset(Services services) {
        Destination.PgVector target = (Destination.PgVector) vectors.spec().target();
        PgVectorCollection collection = new PgVectorCollection(
                services.target().database(), target, vectors.spec().constants());
        List<String> removed = new ArrayList<>();
        for (JobView job : services.jobs().of(services.settings().name())) {
            removed.addAll(collection.reset(job.id(), Watch.ofThisThread()));
            services.jobs().reset(job.id());
        }
        return removed;
    }
}
