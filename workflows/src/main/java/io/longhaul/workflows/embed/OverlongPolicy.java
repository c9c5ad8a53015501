package io.longhaul.workflows.embed;

/** What becomes of a text with more tokens than the model takes. */
public enum OverlongPolicy {
    /** The record fails, with the number of its tokens. */
    FAIL,
    /** Its beginning is embedded, and the point says so. */
    TRUNCATE,
    /** It becomes several points, with derived ids. */
    SPLIT
}
