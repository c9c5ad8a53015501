package io.longhaul.starter.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.activities.qdrant.Hit;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.TableSettings;
import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up in the source what points were made of. A point holds no text, and a person wants to see it. */
public final class Excerpts {

    private static final int LENGTH = 160;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Services services;
    private final TableSettings table;

    public Excerpts(Services services, TableSettings table) {
        this.services = services;
        this.table = table;
    }

    /** The beginnings of the texts, by source key; without those that are gone, and empty if the source can't answer. */
    public Map<SourceKey, String> of(List<Hit> hits) {
        List<SourceKey> keys = new ArrayList<>();
        for (Hit hit : hits) {
            SourceKey key = key(hit);
            if (key != null) {
                keys.add(key);
            }
        }
        Map<SourceKey, String> found = new HashMap<>();
        try {
            TableShape shape = services.mysql().shape(table.table());
            for (SourceRecord record : services.mysql().read(shape, List.of(), table.textColumn(), keys)) {
                if (record.text() != null) {
                    found.put(record.key(), beginning(record.text()));
                }
            }
        } catch (MigrationException e) {
            return Map.of();
        }
        return found;
    }

    /** The source key that a point's payload names; null where it names none. */
    public static @Nullable SourceKey key(Hit hit) {
        if (!(hit.payload().get("_key") instanceof String key)) {
            return null;
        }
        try {
            return JSON.readValue(key, SourceKey.class);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String beginning(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + "…";
    }
}
