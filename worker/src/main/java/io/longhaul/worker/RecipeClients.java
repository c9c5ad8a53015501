package io.longhaul.worker;

import java.util.List;

/** The clients of one recipe's services, and the activities that use them. A new recipe implements this. */
interface RecipeClients extends AutoCloseable {

    /**
     * What reads the source and writes the target.
     *
     * @param ledger of this process
     * @param worker how the process is named in the ledger
     */
    List<Object> activities(Clients ledger, String worker);

    /** What calls the embeddings API; empty where the recipe has none. */
    default List<Object> embedding(Clients ledger) {
        return List.of();
    }

    @Override
    void close();
}
