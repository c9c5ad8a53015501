package io.longhaul.worker.settings;

import io.longhaul.activities.ledger.LedgerSettings;
import io.longhaul.activities.mysql.MysqlSettings;
import io.longhaul.activities.openai.OpenAiSettings;
import io.longhaul.activities.qdrant.QdrantSettings;
import org.jspecify.annotations.Nullable;

/** Where the services are. One that is neither named nor running embedded is null. */
record Connections(
        @Nullable MysqlSettings mysql,
        @Nullable LedgerSettings ledger,
        @Nullable TemporalSettings temporal,
        @Nullable QdrantSettings qdrant,
        @Nullable OpenAiSettings openAi) {}
