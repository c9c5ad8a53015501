package io.longhaul.activities.embed;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a point carries beside its vector: the source's columns, and where it came from. The latter begin with an
 * underscore and are texts, so that any Qdrant client can filter by them.
 */
final class Payloads {

    /** The table, as the spec names it. */
    static final String SOURCE = "_source";

    /** The record's key: its columns, joined as a JSON array. */
    static final String KEY = "_key";

    /** Of the text, the model and the dimensions: while it stays the same, so does the vector. */
    static final String CHECKSUM = "_checksum";

    /** Of all that the payload holds but itself. */
    static final String ROW = "_row";

    static final String MODEL = "_model";

    /** How many points the record became; only with more than one. */
    static final String CHUNKS = "_chunks";

    static final String CHUNK = "_chunk";

    /** Present where the text's end is missing. */
    static final String TRUNCATED = "_truncated";

    private static final List<String> RESERVED = List.of(SOURCE, KEY, CHECKSUM, ROW, MODEL, CHUNKS, CHUNK, TRUNCATED);

    private Payloads() {}

    /** @throws MigrationException SCHEMA_MISMATCH where a column has a name that a point uses for its origin */
    static void refuseReserved(List<String> columns) {
        List<String> taken = new ArrayList<>(columns);
        taken.retainAll(RESERVED);
        if (!taken.isEmpty()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "column " + taken.get(0) + " has a name that Longhaul's points use themselves:"
                            + " name the columns to carry over without it in MYSQL_PAYLOAD_COLUMNS");
        }
    }

    static Map<String, @Nullable Object> of(
            Map<String, @Nullable Object> columns,
            String table,
            SourceKey key,
            String model,
            String checksum,
            int chunk,
            int chunks,
            boolean truncated) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>(columns);
        payload.put(SOURCE, table);
        payload.put(KEY, KeyText.of(key));
        payload.put(MODEL, model);
        payload.put(CHECKSUM, checksum);
        if (chunks > 1) {
            payload.put(CHUNK, Integer.toString(chunk));
            payload.put(CHUNKS, Integer.toString(chunks));
        }
        if (truncated) {
            payload.put(TRUNCATED, "true");
        }
        payload.put(ROW, Checksum.ofPayload(payload));
        return payload;
    }
}
