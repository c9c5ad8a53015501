/** Changing a table of PostgreSQL that is in use: short locks, a throttle, what was changed and how it is undone. */
@NullMarked
package io.longhaul.activities.live;

import org.jspecify.annotations.NullMarked;
