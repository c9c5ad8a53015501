package io.longhaul.starter.recipe;

import io.longhaul.activities.embed.Preparation;

/** What became of the records that a dry run looked at. Not thread-safe. */
final class Tally {

    private final long records;
    private long looked;
    private long rejected;
    private long texts;
    private long tokens;

    /** @param records of all, looked at or not */
    Tally(long records) {
        this.records = records;
    }

    void add(Preparation preparation) {
        looked++;
        if (preparation instanceof Preparation.Accepted accepted) {
            texts += accepted.chunks().size();
            tokens += accepted.tokens();
        } else {
            rejected++;
        }
    }

    long records() {
        return records;
    }

    long looked() {
        return looked;
    }

    long rejected() {
        return forAll(rejected);
    }

    long texts() {
        return forAll(texts);
    }

    long tokens() {
        return forAll(tokens);
    }

    private long forAll(long number) {
        return looked == 0 ? 0 : Math.round((double) number * records / looked);
    }
}
