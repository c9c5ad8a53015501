package io.longhaul.activities.relational;

/**
 * A view of the target.
 *
 * @param name in PostgreSQL, without schema and quotes
 */
public record ViewPlan(String name, String query) {}
