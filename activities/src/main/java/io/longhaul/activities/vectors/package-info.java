/** The recipe {@code vectors}: a collection is copied, indexed, and compared with its source. */
@NullMarked
package io.longhaul.activities.vectors;

import org.jspecify.annotations.NullMarked;
