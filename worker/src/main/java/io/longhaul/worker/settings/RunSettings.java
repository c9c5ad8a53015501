package io.longhaul.worker.settings;

import io.longhaul.workflows.engine.Tuning;
import org.jspecify.annotations.Nullable;

/**
 * How a migration runs.
 *
 * @param name null for the default
 * @param limit null for all records
 */
record RunSettings(@Nullable String name, @Nullable Long limit, Tuning tuning) {}
