package io.longhaul.worker.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.engine.Nearest;
import io.longhaul.workflows.live.IndexSpec;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.live.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the backfill recipe does to a table. Whether its SQL is right, PostgreSQL says in the preflight. */
final class BackfillReading {

    /** The tables that come with Longhaul; whoever needs one makes it. */
    private static final String SAMPLE = "members";

    private static final String SAMPLE_TABLE = "public.members";
    private static final int LONGEST_PAUSE = 3_600_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Values values;
    private final List<String> problems;

    BackfillReading(Values values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    BackfillSettings settings() {
        String sample = values.sample(Setting.BACKFILL_SAMPLE, List.of(SAMPLE));
        String table = values.text(Setting.BACKFILL_TABLE, sample == null ? "" : SAMPLE_TABLE);
        if (table.isEmpty()) {
            problems.add("BACKFILL_TABLE is missing: name the table, as public.users, or set BACKFILL_SAMPLE=" + SAMPLE
                    + " for one that comes with Longhaul");
        }
        List<IndexSpec> indexes = list(Setting.BACKFILL_INDEXES, IndexSpec.class);
        List<Step> steps = list(Setting.BACKFILL_STEPS, Step.class);
        BackfillSpec.Fill column = column();
        if (column == null && indexes.isEmpty() && steps.isEmpty() && !values.has(Setting.BACKFILL_COLUMN_NAME)) {
            problems.add(
                    "BACKFILL_COLUMN_NAME, BACKFILL_INDEXES and BACKFILL_STEPS are missing: say what is to be done to"
                            + " table " + table);
        }
        int pause = values.number(Setting.BACKFILL_PAUSE, 0, LONGEST_PAUSE, 0);
        return new BackfillSettings(spec(table, column, pause, indexes, steps), sample);
    }

    private BackfillSpec spec(
            String table, BackfillSpec.@Nullable Fill column, int pause, List<IndexSpec> indexes, List<Step> steps) {
        try {
            return new BackfillSpec(table, column, pause, LimitsReading.of(values, "BACKFILL_LIMITS_"), indexes, steps);
        } catch (IllegalArgumentException e) {
            problems.add(values.where(Setting.BACKFILL_STEPS) + ": " + e.getMessage());
            return new BackfillSpec(table, column, pause, Limits.DEFAULT, indexes, List.of());
        }
    }

    private BackfillSpec.@Nullable Fill column() {
        String name = values.text(Setting.BACKFILL_COLUMN_NAME);
        String type = values.text(Setting.BACKFILL_COLUMN_TYPE);
        String value = value();
        if (name == null) {
            Arrays.stream(Setting.values())
                    .filter(setting -> setting.name().startsWith("BACKFILL_COLUMN_")
                            || setting == Setting.BACKFILL_VALUE
                            || setting == Setting.BACKFILL_WHERE)
                    .filter(values::has)
                    .forEach(setting -> problems.add(
                            values.where(setting) + " is set without BACKFILL_COLUMN_NAME: name the column to fill"));
            return null;
        }
        if (value == null) {
            problems.add("BACKFILL_VALUE is missing: give an SQL expression over the row that column " + name
                    + " is filled with, or a lookup");
            return null;
        }
        if (type == null && values.has(Setting.BACKFILL_COLUMN_DEFAULT)) {
            problems.add(values.where(Setting.BACKFILL_COLUMN_DEFAULT)
                    + " is for a column that is added: give its BACKFILL_COLUMN_TYPE, or leave the default out");
        }
        BackfillSpec.Trigger trigger = values.word(Setting.BACKFILL_TRIGGER, BackfillSpec.Trigger.class);
        if (trigger == BackfillSpec.Trigger.KEEP && values.has(Setting.BACKFILL_COLUMN_DEFAULT)) {
            problems.add(values.where(Setting.BACKFILL_TRIGGER)
                    + " is keep, and there is no trigger where new rows have BACKFILL_COLUMN_DEFAULT: leave one out");
        }
        return new BackfillSpec.Fill(
                name,
                type,
                values.text(Setting.BACKFILL_COLUMN_DEFAULT),
                values.flag(Setting.BACKFILL_COLUMN_NOT_NULL),
                values.text(Setting.BACKFILL_COLUMN_CHECK),
                value,
                values.text(Setting.BACKFILL_WHERE),
                trigger);
    }

    /** An expression, or a lookup in another table, which is one, too. */
    private @Nullable String value() {
        String value = values.text(Setting.BACKFILL_VALUE);
        String table = values.text(Setting.BACKFILL_LOOKUP_TABLE);
        if (table == null) {
            return value;
        }
        if (value != null) {
            problems.add(values.where(Setting.BACKFILL_VALUE) + " and " + values.where(Setting.BACKFILL_LOOKUP_TABLE)
                    + " are both set: give one of them");
        }
        return "SELECT looked_up." + needed(Setting.BACKFILL_LOOKUP_VALUE) + " FROM " + table
                + " AS looked_up WHERE looked_up." + needed(Setting.BACKFILL_LOOKUP_KEY) + " = "
                + needed(Setting.BACKFILL_LOOKUP_BY);
    }

    private String needed(Setting setting) {
        String text = values.text(setting);
        if (text == null) {
            problems.add(setting + " is missing: a lookup needs the table, its key, its value, and by which expression"
                    + " over the row it is found");
        }
        return text == null ? "" : text;
    }

    private <T> List<T> list(Setting setting, Class<T> type) {
        String json = values.text(setting);
        List<T> items = new ArrayList<>();
        if (json == null) {
            return items;
        }
        String where = values.where(setting);
        try {
            JsonNode list = JSON.readTree(json);
            if (!list.isArray()) {
                problems.add(where + " is no list: give a list of maps, even of one");
            }
            for (int i = 0; i < list.size(); i++) {
                T item = item(list.get(i), type, where + ", number " + (i + 1));
                if (item != null) {
                    items.add(item);
                }
            }
        } catch (JsonProcessingException e) {
            problems.add(where + " is not JSON: give a list of maps, or have it in a spec");
        }
        return items;
    }

    private <T> @Nullable T item(JsonNode node, Class<T> type, String where) {
        try {
            return JSON.treeToValue(node, type);
        } catch (UnrecognizedPropertyException e) {
            List<String> known =
                    e.getKnownPropertyIds().stream().map(String::valueOf).toList();
            problems.add(where + " has no property " + e.getPropertyName() + ": "
                    + Nearest.hint(e.getPropertyName(), known));
        } catch (InvalidTypeIdException e) {
            problems.add(
                    where + " does not say a step that there is: give step: add-column, drop-column, rename-column,"
                            + " set-not-null, add-check, add-foreign-key, change-type or reindex");
        } catch (JsonMappingException e) {
            Throwable cause = e.getCause();
            problems.add(where + ": "
                    + (cause instanceof IllegalArgumentException ? cause.getMessage() : "a value is not of its kind"));
        } catch (JsonProcessingException e) {
            problems.add(where + " can't be read");
        }
        return null;
    }
}
