package io.longhaul.activities.collection;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a batch's records.
 *
 * @param copied how many are in the target
 * @param refused the reason, by id, for each that can't be
 */
public record Written(long copied, Map<String, String> refused) {

    public Written {
        refused = new LinkedHashMap<>(refused);
    }
}
