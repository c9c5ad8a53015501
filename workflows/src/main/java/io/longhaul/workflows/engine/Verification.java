package io.longhaul.workflows.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What comparing source and target found. Parts of it add up with {@link #plus}.
 *
 * @param sourceRows read from the source
 * @param eligible those of them that must be in the target: all but the recorded failures
 * @param missing eligible, and not in the target
 * @param sampled compared by content
 * @param stale of the sampled, other content than the source has now
 * @param badVectors of the sampled, a vector with another size or a number that is not finite
 * @param orphans in the target, and of this source, with no source row; reported, as a source row may be deleted
 *     during a migration
 * @param examples up to {@link #EXAMPLES} findings in words, by key
 */
public record Verification(
        long sourceRows,
        long eligible,
        long missing,
        long sampled,
        long stale,
        long badVectors,
        long orphans,
        List<String> examples) {

    /** As many examples as a person reads. */
    public static final int EXAMPLES = 20;

    public static final Verification NOTHING = new Verification(0, 0, 0, 0, 0, 0, 0, List.of());

    public Verification {
        examples = List.copyOf(examples.subList(0, Math.min(examples.size(), EXAMPLES)));
    }

    public boolean passed() {
        return missing == 0 && stale == 0 && badVectors == 0;
    }

    public Verification plus(Verification other) {
        List<String> both = new ArrayList<>(examples);
        both.addAll(other.examples);
        return new Verification(
                sourceRows + other.sourceRows,
                eligible + other.eligible,
                missing + other.missing,
                sampled + other.sampled,
                stale + other.stale,
                badVectors + other.badVectors,
                orphans + other.orphans,
                both);
    }
}
