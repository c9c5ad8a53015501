package io.longhaul.activities.relational;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** PostgreSQL's names. */
public final class PgNames {

    /** The bytes that PostgreSQL keeps of a name; it cuts the rest off without an error. */
    public static final int MOST_BYTES = 63;

    private static final int HASH = 8;
    private static final Pattern LOWER = Pattern.compile("[a-z_][a-z0-9_$]*");

    private static final Set<String> RESERVED = Set.of("""
            all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate \
            collation column concurrently constraint create cross current_catalog current_date current_role \
            current_schema current_time current_timestamp current_user default deferrable desc distinct do else end \
            except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into \
            is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on \
            only or order outer overlaps placing primary references returning right select session_user similar some \
            symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when \
            where window with\
            """.split(" "));

    /** Every table has them. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "ctid", "xmin", "cmin", "xmax", "cmax");

    private PgNames() {}

    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String literal(String text) {
        String quoted = '\'' + text.replace("'", "''") + '\'';
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }

    static boolean isReserved(String name) {
        return RESERVED.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean isSystemColumn(String name) {
        return SYSTEM_COLUMNS.contains(name);
    }

    /** Whether it is the same with quotes and without, reserved words aside. */
    static boolean isPlain(String name) {
        return LOWER.matcher(name).matches();
    }

    static boolean isTooLong(String name) {
        return bytes(name) > MOST_BYTES;
    }

    /** The name, or where it is too long its beginning with a hash of the whole: the same in every run. */
    public static String fitting(String name) {
        return fitting(name, "");
    }

    /** The same with an ending that stays whole, such as a time. */
    public static String fitting(String name, String ending) {
        if (!isTooLong(name + ending)) {
            return name + ending;
        }
        int room = MOST_BYTES - HASH - 1 - bytes(ending);
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < name.length(); ) {
            int character = name.codePointAt(i);
            if (bytes(kept + Character.toString(character)) > room) {
                break;
            }
            kept.appendCodePoint(character);
            i += Character.charCount(character);
        }
        return kept + "_" + hash(name) + ending;
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
