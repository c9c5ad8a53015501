package io.longhaul.worker.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A service that a migration needs: named by the user, or embedded. */
public enum Backend {
    MYSQL,
    /** The ledger's. */
    POSTGRES,
    /** The PostgreSQL that takes the data; the embedded one serves both, each in a database of its own. */
    TARGET,
    TEMPORAL,
    QDRANT,
    EMBEDDINGS,
    /** Only read from; the embedded one holds a sample. */
    CHROMA,
    /** The PostgreSQL that is read from, and never embedded. */
    SOURCE;

    /** Its name in {@code LONGHAUL_EMBEDDED}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Backend> ofWord(String word) {
        return Arrays.stream(values())
                .filter(backend -> backend.word().equals(word.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
