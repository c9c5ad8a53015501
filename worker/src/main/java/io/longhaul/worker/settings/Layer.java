package io.longhaul.worker.settings;

import java.util.Map;

/** Values from one place. {@code origin} is its name for people, as {@code .env}. */
record Layer(String origin, Map<String, String> values) {

    static final String ENVIRONMENT = "environment";

    Layer {
        values = Map.copyOf(values);
    }

    /** Whether many programs have their variables here. */
    boolean ofEnvironment() {
        return origin.equals(ENVIRONMENT);
    }

    @Override
    public String toString() {
        return "Layer[" + origin + ", " + values.keySet() + "]";
    }
}
