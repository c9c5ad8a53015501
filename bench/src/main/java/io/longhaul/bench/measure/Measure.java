package io.longhaul.bench.measure;

import java.util.List;

/**
 * Something to be measured.
 *
 * @param name as {@code --only} takes it
 * @param body what is run
 */
record Measure(String name, Body body) {

    @FunctionalInterface
    interface Body {
        List<Figure> run(Bench bench) throws Exception;
    }
}
