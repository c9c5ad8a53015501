package io.longhaul.workflows.engine;

/** Where a migration stands, in the order it goes through them. */
public enum Phase {
    PREFLIGHT,
    PREPARE,
    COPY,
    FINISH,
    VERIFY,
    DONE
}
