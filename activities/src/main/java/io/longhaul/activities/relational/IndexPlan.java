package io.longhaul.activities.relational;

/**
 * An index that no constraint brings.
 *
 * @param name in PostgreSQL, without quotes
 * @param definition what follows {@code ON table} in DDL: {@code ("email" DESC) WHERE "active"}
 */
public record IndexPlan(String name, boolean unique, String definition) {}
