/** A live table is led into another layout, step by step. */
@NullMarked
package io.longhaul.activities.repartition;

import org.jspecify.annotations.NullMarked;
