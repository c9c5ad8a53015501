package io.longhaul.bench.measure;

import java.util.List;

/**
 * Something to be measured.
 *
 * @param name as {@code --only} takes it
 * @param body what is run
 * @param <B> the stack that it runs on
 */
record Measure<B>(String name, Body<B> body) {

    @FunctionalInterface
    interface Body<B> {
        List<Figure> run(B bench) throws Exception;
    }
}
