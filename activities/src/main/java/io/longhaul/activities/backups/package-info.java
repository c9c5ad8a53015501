/** Copies of tables that are kept for a while: made in one snapshot, verified, restored, and dropped when nobody needs them. */
@NullMarked
package io.longhaul.activities.backups;

import org.jspecify.annotations.NullMarked;
