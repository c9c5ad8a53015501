/** The repartition recipe's activities: a live table is copied into another layout, compared, and swapped. */
@NullMarked
package io.longhaul.activities.repartition;

import org.jspecify.annotations.NullMarked;
