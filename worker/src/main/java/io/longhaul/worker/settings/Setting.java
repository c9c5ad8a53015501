package io.longhaul.worker.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every setting of Longhaul's own, by the name it has in the environment. Temporal's are Temporal's. */
public enum Setting {
    MYSQL_HOST(Backend.MYSQL),
    MYSQL_PORT(Backend.MYSQL),
    MYSQL_USER(Backend.MYSQL),
    MYSQL_PASSWORD(Backend.MYSQL, Kind.SECRET),
    MYSQL_DATABASE(Backend.MYSQL),
    MYSQL_SSL_MODE(Backend.MYSQL),
    MYSQL_SSL_CA(Backend.MYSQL),
    MYSQL_SSL_CERT(Backend.MYSQL),
    MYSQL_SSL_KEY(Backend.MYSQL),
    MYSQL_TABLE,
    MYSQL_TEXT_COLUMN,
    MYSQL_PAYLOAD_COLUMNS,
    MYSQL_UPDATED_COLUMN,
    QDRANT_URL(Backend.QDRANT),
    QDRANT_API_KEY(Backend.QDRANT, Kind.SECRET),
    QDRANT_TLS_CA(Backend.QDRANT),
    QDRANT_TLS_CERT(Backend.QDRANT),
    QDRANT_TLS_KEY(Backend.QDRANT),
    QDRANT_COLLECTION_NAME,
    OPENAI_API_KEY(Backend.EMBEDDINGS, Kind.SECRET),
    OPENAI_BASE_URL(Backend.EMBEDDINGS),
    OPENAI_TLS_CA(Backend.EMBEDDINGS),
    OPENAI_TLS_CERT(Backend.EMBEDDINGS),
    OPENAI_TLS_KEY(Backend.EMBEDDINGS),
    EMBEDDING_MODEL,
    EMBEDDING_DIMENSIONS,
    EMBEDDING_MAX_TOKENS,
    EMBEDDING_REQUEST_SIZE,
    EMBEDDING_PRICE_PER_MILLION,
    OVERLONG_POLICY,
    /** Secret as a whole: it carries a password. */
    LEDGER_URL(Backend.POSTGRES, Kind.SECRET),
    /** The same. */
    TARGET_URL(Backend.TARGET, Kind.SECRET),
    SOURCE_URL(Backend.SOURCE, Kind.SECRET),
    CHROMA_URL(Backend.CHROMA),
    CHROMA_TENANT(Backend.CHROMA),
    CHROMA_DATABASE(Backend.CHROMA),
    CHROMA_TOKEN(Backend.CHROMA, Kind.SECRET),
    CHROMA_TOKEN_HEADER(Backend.CHROMA),
    CHROMA_TLS_CA(Backend.CHROMA),
    CHROMA_TLS_CERT(Backend.CHROMA),
    CHROMA_TLS_KEY(Backend.CHROMA),
    CHROMA_DIRECTORY,
    CHROMA_PROGRAM,
    VECTORS_FROM,
    VECTORS_TO,
    VECTORS_SAMPLE,
    VECTORS_COLLECTION,
    VECTORS_SCHEMA,
    VECTORS_TARGET_COLLECTION,
    VECTORS_TARGET_SCHEMA,
    VECTORS_TYPE,
    VECTORS_INDEX,
    VECTORS_INDEX_MEMORY,
    VECTORS_INDEX_WORKERS,
    VECTORS_CONSTANTS,
    VECTORS_QUERIES,
    RELATIONAL_FILE,
    RELATIONAL_SAMPLE,
    RELATIONAL_SCHEMA,
    RELATIONAL_QUARANTINE,
    RELATIONAL_TABLES,
    RELATIONAL_ACCEPT_PARTIAL,
    /** SQL that discover --ddl-only printed, edited. */
    RELATIONAL_DDL,
    /** In JSON; a spec has them as they are. */
    RELATIONAL_RULES,
    BACKFILL_SAMPLE,
    BACKFILL_TABLE,
    BACKFILL_COLUMN_NAME,
    BACKFILL_COLUMN_TYPE,
    BACKFILL_COLUMN_DEFAULT,
    BACKFILL_COLUMN_NOT_NULL,
    BACKFILL_COLUMN_CHECK,
    BACKFILL_VALUE,
    BACKFILL_LOOKUP_TABLE,
    BACKFILL_LOOKUP_KEY,
    BACKFILL_LOOKUP_BY,
    BACKFILL_LOOKUP_VALUE,
    BACKFILL_WHERE,
    BACKFILL_TRIGGER,
    BACKFILL_PAUSE,
    /** In JSON; a spec has them as they are. */
    BACKFILL_INDEXES,
    /** The same. */
    BACKFILL_STEPS,
    BACKFILL_LIMITS_REPLICATION_LAG,
    BACKFILL_LIMITS_DEAD_ROWS,
    BACKFILL_LIMITS_ACTIVE_SESSIONS,
    BACKFILL_LIMITS_LOCK_WAITS,
    BACKFILL_LIMITS_PROBE,
    BACKFILL_LIMITS_WRITER_WAIT,
    REPARTITION_SAMPLE,
    REPARTITION_TABLE,
    REPARTITION_BY,
    REPARTITION_OF,
    REPARTITION_KEY,
    REPARTITION_PARTITIONS,
    REPARTITION_VALUE,
    REPARTITION_EVERY,
    REPARTITION_AHEAD,
    REPARTITION_DROP,
    REPARTITION_WIDEN,
    REPARTITION_RETENTION,
    REPARTITION_LIMITS_REPLICATION_LAG,
    REPARTITION_LIMITS_DEAD_ROWS,
    REPARTITION_LIMITS_ACTIVE_SESSIONS,
    REPARTITION_LIMITS_LOCK_WAITS,
    REPARTITION_LIMITS_PROBE,
    REPARTITION_LIMITS_WRITER_WAIT,
    /** Where a run leads to, in JSON: what the commands that lead back say, and no spec. */
    REPARTITION_AIM(null, Kind.INTERNAL),
    LONGHAUL_RECIPE,
    LONGHAUL_NAME,
    LONGHAUL_LIMIT,
    LONGHAUL_BATCH_SIZE,
    LONGHAUL_CONCURRENCY,
    LONGHAUL_FAILURE_THRESHOLD,
    LONGHAUL_SLOTS,
    LONGHAUL_EMBED_SLOTS,
    LONGHAUL_METRICS_HOST,
    LONGHAUL_METRICS_PORT,
    LONGHAUL_LOG_FORMAT,
    LONGHAUL_DEPLOYMENT_NAME,
    LONGHAUL_BUILD_ID,
    LONGHAUL_CODEC_KEYS(null, Kind.SECRET),
    /** The embedded services behind the other settings, written by whoever started them. */
    LONGHAUL_EMBEDDED(null, Kind.INTERNAL),
    LONGHAUL_WEB_UI(null, Kind.INTERNAL),
    LONGHAUL_STACK_PID(null, Kind.INTERNAL);

    /** Names that begin so are ours. Other programs have settings under the first three as well. */
    static final List<String> PREFIXES = List.of(
            "MYSQL_",
            "QDRANT_",
            "OPENAI_",
            "EMBEDDING_",
            "LEDGER_",
            "TARGET_",
            "CHROMA_",
            "VECTORS_",
            "RELATIONAL_",
            "BACKFILL_",
            "REPARTITION_",
            "LONGHAUL_",
            "OVERLONG_");

    private enum Kind {
        PLAIN,
        SECRET,
        INTERNAL
    }

    private final @Nullable Backend backend;
    private final Kind kind;

    Setting() {
        this(null, Kind.PLAIN);
    }

    Setting(Backend backend) {
        this(backend, Kind.PLAIN);
    }

    Setting(@Nullable Backend backend, Kind kind) {
        this.backend = backend;
        this.kind = kind;
    }

    /** The service that this setting names; null when it names none. */
    @Nullable
    Backend backend() {
        return backend;
    }

    /** Whether its value must never be shown. */
    public boolean secret() {
        return kind == Kind.SECRET;
    }

    /** Whether it passes between Longhaul's own processes and is not for users. */
    boolean internal() {
        return kind == Kind.INTERNAL;
    }

    static Optional<Setting> named(String name) {
        return Arrays.stream(values())
                .filter(setting -> setting.name().equals(name))
                .findFirst();
    }
}
