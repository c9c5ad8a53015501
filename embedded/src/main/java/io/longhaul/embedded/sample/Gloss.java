package io.longhaul.embedded.sample;

import org.jspecify.annotations.Nullable;

/**
 * One meaning in WordNet as a record to migrate.
 *
 * @param memberCode the lexicographer's file it belongs to, e.g. {@code noun.animal}
 * @param content words and definition, e.g. {@code cat, true cat: feline mammal ...}; may be missing in a broken one
 */
record Gloss(String memberCode, @Nullable String content) {
    Gloss withContent(@Nullable String other) {
        return new Gloss(memberCode, other);
    }
}
