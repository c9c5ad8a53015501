package io.longhaul.activities.vectors;

import com.google.common.hash.Hashing;
import io.longhaul.workflows.engine.SourceKey;
import java.nio.charset.StandardCharsets;

/** Records' ids as keys of the ledger, whose index takes some 2,700 bytes: of a longer one, its beginning and its hash. */
final class RecordKeys {

    private static final int MOST_BYTES = 2_500;
    private static final int BEGINNING = 200;

    private RecordKeys() {}

    static SourceKey key(String id) {
        // A backslash takes two bytes there, and so does a NUL.
        long escaped = id.chars().filter(c -> c == '\\' || c == 0).count();
        if (id.getBytes(StandardCharsets.UTF_8).length + escaped <= MOST_BYTES) {
            return SourceKey.of(id);
        }
        int end = Character.isHighSurrogate(id.charAt(BEGINNING - 1)) ? BEGINNING - 1 : BEGINNING;
        return SourceKey.of(id.substring(0, end) + "…" + Hashing.sha256().hashString(id, StandardCharsets.UTF_8));
    }
}
