package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.SourceKey;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys in {@code text[]} columns. Postgres' text holds no NUL, which a key of MySQL may: it is there as {@code \0}, and a
 * backslash as two.
 */
final class KeyColumn {

    private KeyColumn() {}

    /** A key as a parameter; null stays null. */
    static String @Nullable [] array(@Nullable SourceKey key) {
        return key == null ? null : key.parts().stream().map(KeyColumn::escaped).toArray(String[]::new);
    }

    /** A column as a key; null stays null. */
    static @Nullable SourceKey key(@Nullable Array array) throws SQLException {
        return array == null
                ? null
                : new SourceKey(Arrays.stream((String[]) array.getArray())
                        .map(KeyColumn::plain)
                        .toList());
    }

    private static String escaped(String part) {
        return part.replace("\\", "\\\\").replace("\0", "\\0");
    }

    private static String plain(String escaped) {
        StringBuilder part = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char next = escaped.charAt(i);
            if (next == '\\') {
                i++;
                next = escaped.charAt(i) == '0' ? '\0' : '\\';
            }
            part.append(next);
        }
        return part.toString();
    }
}
