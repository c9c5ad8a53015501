package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table as it was at one moment, as {@code migration_backups} has it.
 *
 * @param schema of the table, of its backup and of the record
 * @param name of the backup; that of its table, unless it has a table for each partition
 * @param table that it is of, the name alone
 * @param parts tables that hold its rows
 * @param columns in whose order the checksum was taken
 * @param key columns that rows are found by; empty where the table had no primary key
 * @param revision which migration it was made for
 * @param content as it was in the table
 * @param retentionDays from when it was made until it expires
 * @param verified when it was last found to hold; null where it was not
 * @param dropped null where it is there
 */
public record Backup(
        String schema,
        String name,
        String table,
        List<String> parts,
        List<String> columns,
        List<String> key,
        String revision,
        Instant created,
        Content content,
        int retentionDays,
        Instant expires,
        @Nullable Instant verified,
        Status status,
        @Nullable Instant dropped) {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

    /** What is known of one. */
    public enum Status {
        /** Nobody has read it since it was written. */
        MADE,
        /** It was read again, and has all that it should have. */
        VERIFIED,
        /** It was read again, and has not. */
        BROKEN,
        /** Its time was over. */
        DROPPED;

        /** As the record has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    public Backup {
        parts = List.copyOf(parts);
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    public boolean expired(Instant now) {
        return !expires.isAfter(now);
    }

    /** The tables that hold its rows, as in SQL. */
    public List<String> quotedParts() {
        return parts.stream().map(part -> quoted(schema) + "." + quoted(part)).toList();
    }

    /** The table that it is of, as in SQL. */
    String quotedTable() {
        return quoted(schema) + "." + quoted(table);
    }

    /** The same with quotes only where it is no other name without them, as people write it. */
    public String tableName() {
        return Stream.of(schema, table)
                .map(name -> PLAIN.matcher(name).matches() ? name : quoted(name))
                .collect(Collectors.joining("."));
    }

    /** For people, and to be given to commands. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
