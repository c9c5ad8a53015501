/** What recipes that change a live table of PostgreSQL have in common: limits, indexes, steps. */
@NullMarked
package io.longhaul.workflows.live;

import org.jspecify.annotations.NullMarked;
