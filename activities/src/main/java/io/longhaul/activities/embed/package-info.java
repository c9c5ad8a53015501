/** The main job's activities, and the pure functions they decide by. */
@NullMarked
package io.longhaul.activities.embed;

import org.jspecify.annotations.NullMarked;
