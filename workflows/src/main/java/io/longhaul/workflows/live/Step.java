package io.longhaul.workflows.live;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A change of a live table that keeps nobody waiting. In a spec: {@code {step: rename-column, column: mail, to: email}}. SQL
 * in it is run as the table's owner wrote it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
@JsonSubTypes({
    @JsonSubTypes.Type(Step.AddColumn.class),
    @JsonSubTypes.Type(Step.DropColumn.class),
    @JsonSubTypes.Type(Step.RenameColumn.class),
    @JsonSubTypes.Type(Step.SetNotNull.class),
    @JsonSubTypes.Type(Step.AddCheck.class),
    @JsonSubTypes.Type(Step.AddForeignKey.class),
    @JsonSubTypes.Type(Step.ChangeType.class),
    @JsonSubTypes.Type(Step.Reindex.class)
})
public sealed interface Step {

    /** A column that may be NULL. A default must be one that PostgreSQL need not write into every row. */
    @JsonTypeName("add-column")
    record AddColumn(
            String column,
            String type,
            @JsonProperty("default") @Nullable String defaultValue) implements Step {
        public AddColumn {
            column = required("column", column);
            type = required("type", type);
        }
    }

    /** Its values are gone then. */
    @JsonTypeName("drop-column")
    record DropColumn(String column) implements Step {
        public DropColumn {
            column = required("column", column);
        }
    }

    @JsonTypeName("rename-column")
    record RenameColumn(String column, String to) implements Step {
        public RenameColumn {
            column = required("column", column);
            to = required("to", to);
        }
    }

    @JsonTypeName("set-not-null")
    record SetNotNull(String column) implements Step {
        public SetNotNull {
            column = required("column", column);
        }
    }

    @JsonTypeName("add-check")
    record AddCheck(String name, String check) implements Step {
        public AddCheck {
            name = required("name", name);
            check = required("check", check);
        }
    }

    /** @param references as {@code public.account (id)} */
    @JsonTypeName("add-foreign-key")
    record AddForeignKey(String name, String column, String references) implements Step {
        public AddForeignKey {
            name = required("name", name);
            column = required("column", column);
            references = required("references", references);
        }
    }

    /**
     * By a column of the new type beside the old one, that is filled as any other and then takes its name.
     *
     * @param using the value in the new type, an expression over the row; null for a cast
     */
    @JsonTypeName("change-type")
    record ChangeType(String column, String type, @Nullable String using) implements Step {
        public ChangeType {
            column = required("column", column);
            type = required("type", type);
        }
    }

    /** Builds an index anew. */
    @JsonTypeName("reindex")
    record Reindex(String index) implements Step {
        public Reindex {
            index = required("index", index);
        }
    }

    /** @throws IllegalArgumentException where it is missing or blank */
    static String required(String property, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("it lacks its " + property + ": add it");
        }
        return value;
    }
}
