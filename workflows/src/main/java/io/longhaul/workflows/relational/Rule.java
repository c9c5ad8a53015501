package io.longhaul.workflows.relational;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a table, a column, or of values and rows that PostgreSQL would not take. In a spec: {@code {table:
 * users, column: email, rule: default, value: unknown}}. Names are SQLite's, before any renaming; a table of {@code *}
 * means every table that has the column. A rule that names a table goes before one for all.
 *
 * <p>The rules of a column work together: values are mapped, read by formats, cut, and a NULL is replaced last. What
 * still does not fit becomes NULL, has its row dropped or quarantined, or stops the run.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "rule")
@JsonSubTypes({
    @JsonSubTypes.Type(Rule.Default.class),
    @JsonSubTypes.Type(Rule.Cast.class),
    @JsonSubTypes.Type(Rule.Truncate.class),
    @JsonSubTypes.Type(Rule.MapValues.class),
    @JsonSubTypes.Type(Rule.SetType.class),
    @JsonSubTypes.Type(Rule.Nullify.class),
    @JsonSubTypes.Type(Rule.Drop.class),
    @JsonSubTypes.Type(Rule.Quarantine.class),
    @JsonSubTypes.Type(Rule.Add.class),
    @JsonSubTypes.Type(Rule.Rename.class),
    @JsonSubTypes.Type(Rule.LeaveOut.class)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Rule {

    /** Stands for every table. */
    String EVERY = "*";

    /** As SQLite names it, or {@link #EVERY}. */
    String table();

    /** The column it is about; null for a whole table or a constraint. */
    default @Nullable String column() {
        return null;
    }

    /** The constraint it is about, by the name that the proposed DDL gives it. */
    default @Nullable String constraint() {
        return null;
    }

    /** What a NULL becomes where the column takes none, in the column's own type. */
    @JsonTypeName("default")
    record Default(String table, String column, String value) implements Rule {}

    /**
     * Reads values of a column into a type of dates and times. The first format that fits a value decides.
     *
     * @param formats {@code iso}, {@code unix}, {@code unix-ms}, {@code julian}, or a pattern as {@code dd.MM.yyyy}
     */
    @JsonTypeName("cast")
    record Cast(String table, String column, PgType type, List<String> formats) implements Rule {
        public Cast {
            if (!type.isTemporal()) {
                throw new IllegalArgumentException("formats are for dates and times, and " + type
                        + " is neither: give date, time, timestamp or timestamptz, or use the rule type");
            }
            formats = List.copyOf(formats);
            if (formats.isEmpty()) {
                throw new IllegalArgumentException("a cast needs formats, such as [iso, dd.MM.yyyy]");
            }
        }
    }

    /** Cuts texts to the length of the column's type, or to a shorter one. */
    @JsonTypeName("truncate")
    record Truncate(String table, String column, @Nullable Integer length) implements Rule {
        public Truncate {
            if (length != null && length < 1) {
                throw new IllegalArgumentException("a text can't be cut to a length of " + length + ": give 1 or more");
            }
        }
    }

    /** Replaces values, compared by their text; null makes a NULL. */
    @JsonTypeName("map")
    record MapValues(String table, String column, Map<String, @Nullable String> values) implements Rule {
        public MapValues {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a map needs values, such as {yes: true}");
            }
        }
    }

    /** Sets a column's type: wider, or another one, such as jsonb or timestamp for a TEXT. */
    @JsonTypeName("type")
    record SetType(String table, String column, PgType type) implements Rule {}

    /** Makes a NULL of each value that no other rule makes fit; its row goes on. */
    @JsonTypeName("nullify")
    record Nullify(String table, String column) implements Rule {}

    /** Leaves rows out, counted, that no other rule makes fit: of a column, of a constraint, or of the table. */
    @JsonTypeName("drop")
    record Drop(
            String table, @Nullable String column, @Nullable String constraint) implements Rule {}

    /** Puts such rows, as they are in SQLite and with the reason, into the quarantine schema. */
    @JsonTypeName("quarantine")
    record Quarantine(
            String table, @Nullable String column, @Nullable String constraint) implements Rule {}

    /**
     * A column that SQLite does not have.
     *
     * @param value the same for every row; {@code ${NAME}} is filled in by whoever reads the spec
     */
    @JsonTypeName("add")
    record Add(String table, String column, PgType type, String value) implements Rule {}

    /** Another name for a column, or with none for the table. */
    @JsonTypeName("rename")
    record Rename(String table, @Nullable String column, String to) implements Rule {
        public Rename {
            if (to.isBlank()) {
                throw new IllegalArgumentException("a new name must not be blank");
            }
            if (column == null && table.equals(EVERY)) {
                throw new IllegalArgumentException("every table can't have one name: name a table or a column");
            }
        }
    }

    /** Not migrated: a column, a constraint, or with neither the whole table. */
    @JsonTypeName("leave-out")
    record LeaveOut(
            String table, @Nullable String column, @Nullable String constraint) implements Rule {
        public LeaveOut {
            if (column == null && constraint == null && table.equals(EVERY)) {
                throw new IllegalArgumentException("every table left out leaves nothing: name a table or a column");
            }
        }
    }
}
