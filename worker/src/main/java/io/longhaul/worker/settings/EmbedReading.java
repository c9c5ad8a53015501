package io.longhaul.worker.settings;

import io.longhaul.workflows.embed.OverlongPolicy;
import java.math.BigDecimal;
import java.util.List;

/** Reads what the embed recipe moves. */
final class EmbedReading {

    /** The seed's collection. */
    private static final String COLLECTION = "memos";

    private final Values values;
    private final boolean embedded;
    private final List<String> problems;

    /** @param embedded whether the embedded endpoint makes the vectors */
    EmbedReading(Values values, boolean embedded, List<String> problems) {
        this.values = values;
        this.embedded = embedded;
        this.problems = problems;
    }

    EmbedSettings settings() {
        return new EmbedSettings(table(), values.text(Setting.QDRANT_COLLECTION_NAME, COLLECTION), model());
    }

    private TableSettings table() {
        return new TableSettings(
                values.text(Setting.MYSQL_TABLE, TableSettings.TABLE),
                values.text(Setting.MYSQL_TEXT_COLUMN, TableSettings.TEXT_COLUMN),
                values.list(Setting.MYSQL_PAYLOAD_COLUMNS),
                values.text(Setting.MYSQL_UPDATED_COLUMN));
    }

    private ModelSettings model() {
        String name = values.text(Setting.EMBEDDING_MODEL, (embedded ? KnownModel.MINI_LM : KnownModel.SMALL).model);
        if (embedded && !name.equals(KnownModel.MINI_LM.model)) {
            problems.add(values.where(Setting.EMBEDDING_MODEL) + " is " + name
                    + ", but the embedded endpoint serves only " + KnownModel.MINI_LM.model
                    + ": set OPENAI_API_KEY or OPENAI_BASE_URL, or remove EMBEDDING_MODEL");
        }
        KnownModel known = KnownModel.of(name).orElse(null);
        int dimensions = values.number(Setting.EMBEDDING_DIMENSIONS, 1, 65_536, known == null ? 1 : known.dimensions);
        if (known == null && !values.has(Setting.EMBEDDING_DIMENSIONS)) {
            problems.add("EMBEDDING_DIMENSIONS is missing: how many dimensions " + name + " has is not known here");
        }
        if (known != null && !known.has(dimensions)) {
            problems.add(values.where(Setting.EMBEDDING_DIMENSIONS) + " is " + dimensions + ", but " + name + " has "
                    + known.dimensions + ": remove it, or name another EMBEDDING_MODEL");
        }
        int maxTokens = values.number(
                Setting.EMBEDDING_MAX_TOKENS, 1, 1_000_000, (known == null ? KnownModel.MINI_LM : known).maxTokens);
        BigDecimal price = values.decimal(
                Setting.EMBEDDING_PRICE_PER_MILLION,
                BigDecimal.ZERO,
                null,
                known == null ? BigDecimal.ZERO : known.price);
        return new ModelSettings(
                name, dimensions, maxTokens, price, values.word(Setting.OVERLONG_POLICY, OverlongPolicy.FAIL));
    }
}
