package io.longhaul.workflows.engine;

import java.util.Locale;

/**
 * One thing that verification looked at.
 *
 * @param name what is counted and must hold for it, in a few words: "records in the target"
 * @param of how many were looked at
 * @param wrong those of them that it does not hold for
 * @param decisive whether one wrong fails the verification; else it is reported only
 */
public record Check(String name, long of, long wrong, boolean decisive) {

    public Check {
        if (of < 0 || wrong < 0) {
            throw new IllegalArgumentException(name + ": " + wrong + " wrong of " + of);
        }
    }

    public boolean passed() {
        return !decisive || wrong == 0;
    }

    Check plus(Check other) {
        return new Check(name, of + other.of, wrong + other.wrong, decisive);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d of %,d %s", of - wrong, of, name);
    }
}
