/** The repartition recipe: a live table of PostgreSQL takes another layout, by a copy that takes its name. */
@NullMarked
package io.longhaul.workflows.repartition;

import org.jspecify.annotations.NullMarked;
