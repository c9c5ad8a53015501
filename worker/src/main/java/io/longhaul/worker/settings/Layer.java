package io.longhaul.worker.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** The value of the first layer that has one. Blank is none. */
    static Optional<String> first(List<Layer> layers, String name) {
        return layers.stream()
                .map(layer -> layer.values().getOrDefault(name, ""))
                .filter(value -> !value.isBlank())
                .findFirst();
    }

    static boolean anyHas(List<Layer> layers, String name) {
        return first(layers, name).isPresent();
    }

    @Override
    public String toString() {
        return "Layer[" + origin + ", " + values.keySet() + "]";
    }
}
