/** Migrations that are kept in step by Temporal's schedules. */
@NullMarked
package io.longhaul.starter.schedule;

import org.jspecify.annotations.NullMarked;
