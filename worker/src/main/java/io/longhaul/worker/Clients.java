package io.longhaul.worker;

import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.LedgerDatabase;
import io.longhaul.activities.ledger.Notes;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.ledger.TestRuns;
import io.longhaul.worker.settings.KnownRecipe;
import io.longhaul.worker.settings.Settings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One client for each outside system, shared by all that runs in a process: the ledger's, and those of the recipes whose
 * services are all there. None connects before it is used.
 */
public final class Clients implements AutoCloseable {

    private final LedgerDatabase database;
    private final Map<KnownRecipe, RecipeClients> recipes = new EnumMap<>(KnownRecipe.class);

    /** @param slots what the process runs at a time: so many connections it needs, and so many requests it sends */
    public Clients(Settings settings, WorkerSlots slots) {
        database = new LedgerDatabase(settings.ledger(), slots.connections());
        for (KnownRecipe recipe : settings.served()) {
            recipes.put(recipe, of(recipe, settings, slots));
        }
    }

    private static RecipeClients of(KnownRecipe recipe, Settings settings, WorkerSlots slots) {
        return switch (recipe) {
            case BACKFILL -> new BackfillClients(settings, slots);
            case EMBED -> new EmbedClients(settings, slots);
            case RELATIONAL -> new RelationalClients(settings, slots);
            case REPARTITION -> new RepartitionClients(settings, slots);
            case VECTORS -> new VectorsClients(settings, slots);
        };
    }

    /** The recipes that this process can work for. */
    public Set<KnownRecipe> served() {
        return Set.copyOf(recipes.keySet());
    }

    /** What they do in the task queue of sources and targets. */
    List<Object> activities(String worker) {
        List<Object> all = new ArrayList<>();
        recipes.values().forEach(recipe -> all.addAll(recipe.activities(this, worker)));
        return all;
    }

    /** What they do in the task queue of the embeddings API; empty where none of them has anything to do there. */
    List<Object> embedding() {
        List<Object> all = new ArrayList<>();
        recipes.values().forEach(recipe -> all.addAll(recipe.embedding(this)));
        return all;
    }

    public LedgerDatabase database() {
        return database;
    }

    public Jobs jobs() {
        return new Jobs(database);
    }

    public Batches batches() {
        return new Batches(database);
    }

    public Stage stage() {
        return new Stage(database);
    }

    Notes notes() {
        return new Notes(jobs());
    }

    public TestRuns testRuns() {
        return new TestRuns(database);
    }

    @Override
    public void close() {
        recipes.values().forEach(RecipeClients::close);
        database.close();
    }
}
