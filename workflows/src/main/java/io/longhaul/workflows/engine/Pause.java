package io.longhaul.workflows.engine;

/**
 * Who paused a migration, when and why.
 *
 * @param since ISO-8601, UTC
 */
public record Pause(String by, String reason, String since) {}
