package io.longhaul.worker.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.Layout;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads how a table is to be divided. Whether the table can be, the preflight says. */
final class RepartitionReading {

    /** The table that comes with Longhaul; whoever needs it makes it. */
    private static final String SAMPLE = "chunks";

    private static final String SAMPLE_TABLE = "public.chunks";
    private static final int PARTITIONS = 100;
    private static final int MONTHS_AHEAD = 3;
    private static final int RETENTION_DAYS = 7;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What each layout takes beside the column. */
    private static final Map<String, Set<Setting>> TAKES = Map.of(
            "list",
            Set.of(
                    Setting.REPARTITION_OF,
                    Setting.REPARTITION_KEY,
                    Setting.REPARTITION_PARTITIONS,
                    Setting.REPARTITION_VALUE),
            "range",
            Set.of(Setting.REPARTITION_OF, Setting.REPARTITION_EVERY, Setting.REPARTITION_AHEAD),
            "hash",
            Set.of(Setting.REPARTITION_OF, Setting.REPARTITION_PARTITIONS),
            "none",
            Set.of(Setting.REPARTITION_DROP));

    private static final List<Setting> OF_LAYOUTS = List.of(
            Setting.REPARTITION_OF,
            Setting.REPARTITION_KEY,
            Setting.REPARTITION_PARTITIONS,
            Setting.REPARTITION_VALUE,
            Setting.REPARTITION_EVERY,
            Setting.REPARTITION_AHEAD,
            Setting.REPARTITION_DROP);

    private final Values values;
    private final List<String> problems;

    RepartitionReading(Values values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    RepartitionSettings settings() {
        String sample = values.sample(Setting.REPARTITION_SAMPLE, List.of(SAMPLE));
        String table = values.text(Setting.REPARTITION_TABLE, sample == null ? "" : SAMPLE_TABLE);
        if (table.isEmpty()) {
            problems.add("REPARTITION_TABLE is missing: name the table, as public.chunks, or set REPARTITION_SAMPLE="
                    + SAMPLE + " for one that comes with Longhaul");
        }
        String aim = values.text(Setting.REPARTITION_AIM);
        return new RepartitionSettings(
                new RepartitionSpec(
                        table, aim == null ? forward() : told(aim), LimitsReading.of(values, "REPARTITION_LIMITS_")),
                sample);
    }

    private static Aim told(String json) {
        try {
            return JSON.readValue(json, Aim.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("commands of ours say their aim in JSON", e);
        }
    }

    private Aim forward() {
        return new Aim.Forward(
                layout(),
                values.list(Setting.REPARTITION_WIDEN),
                values.number(Setting.REPARTITION_RETENTION, 1, 3650, RETENTION_DAYS));
    }

    private Layout layout() {
        String by = values.text(Setting.REPARTITION_BY, "list");
        Set<Setting> takes = TAKES.get(by);
        if (takes == null) {
            problems.add(values.where(Setting.REPARTITION_BY) + " is " + by + ": give list, range, hash or none");
            return new Layout.Plain(null);
        }
        OF_LAYOUTS.stream()
                .filter(setting -> values.has(setting) && !takes.contains(setting))
                .forEach(setting -> problems.add(
                        values.where(setting) + " is set, and a layout by " + by + " takes none: leave it out"));
        String of = values.text(Setting.REPARTITION_OF, by.equals("list") ? "collection_id" : "");
        if (of.isEmpty() && takes.contains(Setting.REPARTITION_OF)) {
            problems.add("REPARTITION_OF is missing: name the column that the table is divided by");
        }
        int partitions = values.number(Setting.REPARTITION_PARTITIONS, 1, Layout.MOST, PARTITIONS);
        return switch (by) {
            case "list" ->
                new Layout.ByList(
                        of,
                        values.text(Setting.REPARTITION_KEY, "partition_key"),
                        partitions,
                        values.text(Setting.REPARTITION_VALUE));
            case "range" -> new Layout.ByRange(of, ahead());
            case "hash" -> new Layout.ByHash(of, partitions);
            default -> new Layout.Plain(values.text(Setting.REPARTITION_DROP));
        };
    }

    private int ahead() {
        String every = values.text(Setting.REPARTITION_EVERY, "month");
        if (!every.equals("month")) {
            problems.add(values.where(Setting.REPARTITION_EVERY) + " is " + every + ": give month");
        }
        return values.number(Setting.REPARTITION_AHEAD, 0, 120, MONTHS_AHEAD);
    }
}
