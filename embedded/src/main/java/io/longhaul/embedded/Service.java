package io.longhaul.embedded;

import java.util.Locale;

/** What the stack can start, each in place of a service that nobody has named. */
public enum Service {
    MYSQL("MariaDB", "MYSQL_HOST"),
    POSTGRES("PostgreSQL", "LEDGER_URL"),
    /** The same server on the same data, and pgvector for it: started instead of the other. */
    PGVECTOR("PostgreSQL with pgvector", "TARGET_URL"),
    TEMPORAL("Temporal", "TEMPORAL_ADDRESS"),
    QDRANT("LocalQdrant", "QDRANT_URL"),
    EMBEDDINGS("local embeddings", "OPENAI_BASE_URL"),
    CHROMA("Chroma", "CHROMA_URL");

    private final String label;
    private final String setting;

    Service(String label, String setting) {
        this.label = label;
        this.setting = setting;
    }

    /** What a person calls the embedded one. */
    public String label() {
        return label;
    }

    /** The setting that names a service of one's own instead. */
    public String setting() {
        return setting;
    }

    /** As in {@code LONGHAUL_EMBEDDED}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
