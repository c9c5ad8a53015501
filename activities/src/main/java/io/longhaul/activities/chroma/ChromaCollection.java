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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A collection of Chroma. Its records come in the order in which they were first written, whatever is asked for; a deleted
 * one moves those after it up. Pages are of some megabytes, as the last one tells how large records are.
 */
public final class ChromaCollection implements SourceCollection {

    /** Of JSON, in which a number takes eleven to twenty bytes: of a million numbers. */
    private static final int BYTES_IN_A_PAGE = 24 << 20;

    private static final int MOST_IN_A_PAGE = 1_000;

    /** While it is not known how large a record is. */
    private static final int FIRST_PAGE = 100;

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
        int next = FIRST_PAGE;
        for (long at = after; at < until; ) {
            long from = at;
            int wanted = (int) Math.min(Math.min(next, server.mostAtOnce()), until - at);
            ChromaPage page = page(wanted, () -> server.page(name, collection.id(), from, wanted));
            if (page == null) {
                continue;
            }
            if (page.size() < wanted) {
                throw new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "collection " + name + " has no record at position " + (at + page.size() + 1) + ", where there"
                                + " was one when the run began: somebody deletes from it; stop that, and run with"
                                + " --fresh");
            }
            give(page, records);
            at += wanted;
            next = next(page);
        }
    }

    /** Null where it was more than a quota allows, and fewer are to be asked for. */
    private @Nullable ChromaPage page(int wanted, Supplier<ChromaPage> ask) {
        try {
            return ask.get();
        } catch (MigrationException e) {
            if (wanted <= server.mostAtOnce()) {
                throw e;
            }
            return null;
        }
    }

    /** How many records the next page should have. */
    private static int next(ChromaPage page) {
        long next = (long) BYTES_IN_A_PAGE * page.size() / Math.max(1, page.bytes());
        return page.size() == 0 ? FIRST_PAGE : (int) Math.max(1, Math.min(MOST_IN_A_PAGE, next));
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
        int next = FIRST_PAGE;
        for (int at = 0; at < all.size(); ) {
            int wanted = Math.min(Math.min(next, server.mostAtOnce()), all.size() - at);
            List<String> some = all.subList(at, at + wanted);
            ChromaPage page = page(wanted, () -> server.page(name, collection.id(), some));
            if (page != null) {
                give(page, found::add);
                at += wanted;
                next = next(page);
            }
        }
        return found;
    }

    @Override
    public List<String> nearest(float[] vector, int most) {
        return server.nearest(name, described().id(), vector, most);
    }
}
