/** The backfill recipe: a column of a live table of PostgreSQL is added and filled, with constraints and indexes. */
@NullMarked
package io.longhaul.workflows.backfill;

import org.jspecify.annotations.NullMarked;
