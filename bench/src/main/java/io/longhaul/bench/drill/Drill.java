package io.longhaul.bench.drill;

/**
 * One fault, and the migration it befalls.
 *
 * @param name as {@code --only} takes it
 * @param title as the table shows it
 * @param proxied whether workers are to reach the services through a network that can be injured
 * @param course what happens
 * @param <T> what it is done to
 */
record Drill<T>(String name, String title, boolean proxied, Course<T> course) {

    Drill(String name, String title, Course<T> course) {
        this(name, title, false, course);
    }

    /** The same for a recipe that its name begins with. */
    Drill<T> of(String recipe) {
        return new Drill<>(recipe + "-" + name, title, proxied, course);
    }

    /** Prepares a trial, lets it run and injures it; the trial judges. */
    @FunctionalInterface
    interface Course<T> {
        void run(T trial) throws Exception;
    }
}
