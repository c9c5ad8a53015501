package io.longhaul.embedded.temporal;

import java.util.List;
import java.util.Map;

/**
 * What the server is to know from its start.
 *
 * @param searchAttributes names and their types, e.g. {@code LonghaulName -> Keyword}
 * @param dynamicConfig settings of the server as {@code key=json}, e.g. {@code limit.blobSize.warn=1048576}
 */
public record TemporalOptions(Map<String, String> searchAttributes, List<String> dynamicConfig) {
    public static final TemporalOptions DEFAULTS = new TemporalOptions(Map.of(), List.of());

    public TemporalOptions {
        searchAttributes = Map.copyOf(searchAttributes);
        dynamicConfig = List.copyOf(dynamicConfig);
        dynamicConfig.stream().filter(entry -> !entry.contains("=")).findFirst().ifPresent(entry -> {
            throw new IllegalArgumentException("dynamic configuration is key=value, not " + entry);
        });
    }
}
