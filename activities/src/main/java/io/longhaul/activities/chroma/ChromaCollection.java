package io.longhaul.activities.chroma;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.SourceCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.workflows.engine.FailureKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A collection of Chroma. Its records come in the order in which they were first written, whatever is asked for; a deleted
 * one moves those after it up. Pages are of some four megabytes of vectors.
 */
public final class ChromaCollection implements SourceCollection {

    private static final int NUMBERS_IN_A_PAGE = 1 << 20;
    private static final int MOST_IN_A_PAGE = 1_000;

    private final ChromaServer server;
    private final String name;
    private volatile ChromaServer.@Nullable Described known;

    public ChromaCollection(ChromaServer server, String name) {
        this.server = server;
        this.name = name;
    }

    @Override
    public CollectionFacts facts() {
        ChromaServer.Described now = server.describe(name);
        known = now;
        return new CollectionFacts(
                name, now.id(), now.dimension(), now.metric(), server.count(name, now.id()), now.metadata());
    }

    private ChromaServer.Described described() {
        ChromaServer.Described before = known;
        if (before == null) {
            before = server.describe(name);
            known = before;
        }
        return before;
    }

    @Override
    public void read(long after, long until, Consumer<VectorRecord> records) {
        ChromaServer.Described collection = described();
        int most = page(collection);
        for (long at = after; at < until; ) {
            int wanted = (int) Math.min(most, until - at);
            ChromaPage page = server.page(name, collection.id(), at, wanted);
            if (page.size() < wanted) {
                throw new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "collection " + name + " has no record at position " + (at + page.size() + 1) + ", where there"
                                + " was one when the run began: somebody deletes from it; stop that, and run with"
                                + " --fresh");
            }
            give(page, records);
            at += wanted;
        }
    }

    private static int page(ChromaServer.Described collection) {
        return Math.max(1, Math.min(MOST_IN_A_PAGE, NUMBERS_IN_A_PAGE / Math.max(1, collection.dimension())));
    }

    private static void give(ChromaPage page, Consumer<VectorRecord> records) {
        for (int i = 0; i < page.size(); i++) {
            records.accept(page.record(i));
        }
    }

    @Override
    public List<VectorRecord> get(Collection<String> ids) {
        ChromaServer.Described collection = described();
        List<VectorRecord> found = new ArrayList<>();
        List<String> all = List.copyOf(ids);
        int most = page(collection);
        for (int at = 0; at < all.size(); at += most) {
            List<String> some = all.subList(at, Math.min(all.size(), at + most));
            give(server.page(name, collection.id(), some), found::add);
        }
        return found;
    }

    @Override
    public List<String> nearest(float[] vector, int most) {
        return server.nearest(name, described().id(), vector, most);
    }
}
