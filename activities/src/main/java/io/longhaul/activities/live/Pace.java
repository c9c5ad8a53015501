package io.longhaul.activities.live;

/** The answer to: may I go on, and if not, why? */
public sealed interface Pace {

    record Go() implements Pace {}

    /** At half the speed. */
    record Slow(String why) implements Pace {}

    record Wait(String why) implements Pace {}
}
