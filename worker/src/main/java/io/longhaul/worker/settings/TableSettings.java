package io.longhaul.worker.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to read.
 *
 * @param payloadColumns stored beside the vector; empty means all but the text
 * @param updatedColumn says when a row changed last; null where none does
 */
public record TableSettings(
        String table,
        String textColumn,
        List<String> payloadColumns,
        @Nullable String updatedColumn) {

    /** The seed's table and column, which the embedded sample has too. */
    static final String TABLE = "ip_summary";

    static final String TEXT_COLUMN = "parse_content";

    public TableSettings {
        payloadColumns = List.copyOf(payloadColumns);
    }
}
