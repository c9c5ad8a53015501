/** The backfill recipe's activities: a column of a live table is added, filled, constrained, indexed and verified. */
@NullMarked
package io.longhaul.activities.backfill;

import org.jspecify.annotations.NullMarked;
