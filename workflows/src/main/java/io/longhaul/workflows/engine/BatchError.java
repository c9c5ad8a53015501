package io.longhaul.workflows.engine;

/**
 * Why a batch failed.
 *
 * @param message what, where and the way out; never a record's content
 */
public record BatchError(FailureKind kind, String message) {

    /** Longer messages are cut: histories and the ledger carry summaries. */
    private static final int LONGEST = 500;

    public BatchError {
        message = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }
}
