package io.longhaul.embedded;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where a started service is: in words for a person, and as settings for the product. */
record Addresses(String place, Map<String, String> settings) {
    Addresses {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    static Addresses of(String place, String... namesAndValues) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Addresses(place, settings);
    }

    Addresses with(String name, Optional<String> value) {
        if (value.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value.get());
        return new Addresses(place, more);
    }
}
