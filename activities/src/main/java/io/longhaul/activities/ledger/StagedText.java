package io.longhaul.activities.ledger;

/**
 * A text that waits for its vector.
 *
 * @param checksum of text, model and dimensions
 */
public record StagedText(String checksum, String content, int tokens) {}
