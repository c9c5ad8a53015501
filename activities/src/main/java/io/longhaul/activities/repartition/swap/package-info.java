/** Two tables that change places: what is written meanwhile, what hangs on them, the moment itself, and the way back. */
@NullMarked
package io.longhaul.activities.repartition.swap;

import org.jspecify.annotations.NullMarked;
