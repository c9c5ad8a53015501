package io.longhaul.activities.embed;

import io.longhaul.workflows.engine.Check;

/** What the verification of this recipe looks at. */
final class EmbedChecks {

    private EmbedChecks() {}

    /** Every record but the recorded failures has its points. */
    static Check target(long eligible, long missing) {
        return new Check("records in the target", eligible, missing, true);
    }

    /** A sampled point has its row's checksum. */
    static Check content(long sampled, long stale) {
        return new Check("sampled contents as in the source", sampled, stale, true);
    }

    /** A sampled vector has the model's size, and finite numbers alone. */
    static Check vectors(long sampled, long bad) {
        return new Check("sampled vectors sound", sampled, bad, true);
    }

    /** A point of this source has a row. No fault where not: a source row may be deleted during a migration. */
    static Check source(long points, long orphans) {
        return new Check("points with a source row", points, orphans, false);
    }
}
