package io.longhaul.workflows.relational;

/** How much an issue matters. */
public enum Severity {
    /** Rows or guarantees are lost unless a rule says what becomes of them. */
    HIGH,
    /** Something is changed or missing in the target, and the application may notice. */
    MED,
    /** Good to know; it is taken care of. */
    LOW
}
