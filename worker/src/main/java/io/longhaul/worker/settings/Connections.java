package io.longhaul.worker.settings;

import io.longhaul.activities.chroma.ChromaSettings;
import io.longhaul.activities.mysql.MysqlSettings;
import io.longhaul.activities.openai.OpenAiSettings;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.activities.qdrant.QdrantSettings;
import org.jspecify.annotations.Nullable;

/** Where the services are. One that is neither named nor running embedded is null. */
record Connections(
        @Nullable MysqlSettings mysql,
        @Nullable PostgresSettings ledger,
        @Nullable PostgresSettings target,
        @Nullable TemporalSettings temporal,
        @Nullable QdrantSettings qdrant,
        @Nullable OpenAiSettings openAi,
        @Nullable ChromaSettings chroma,
        @Nullable PostgresSettings source) {}
