package io.longhaul.embedded.qdrant;

import com.google.common.util.concurrent.Futures;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/**
 * What Longhaul relies on in a Qdrant, said through the ordinary client. LocalQdrant keeps it always; the same sentences are put to a
 * real server when one is named, so that the stand-in cannot drift away from what it stands in for.
 */
abstract class QdrantContract
        implements CollectionsContract, WritesContract, PayloadContract, ReadsContract, FilterContract, SearchContract {
    private final String collection = "contract-" + UUID.randomUUID();

    @Override
    public String collection() {
        return collection;
    }

    @AfterEach
    void deleteCollection() throws Exception {
        // Not every test creates the collection, and the client makes an error of deleting one that is not there.
        Futures.successfulAsList(client().deleteCollectionAsync(collection)).get(30, TimeUnit.SECONDS);
    }
}
