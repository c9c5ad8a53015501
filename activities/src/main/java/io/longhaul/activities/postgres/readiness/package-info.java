/**
 * What a migrated database is asked before an application goes over to it. Nothing here changes what was migrated; what is
 * made for a trial is gone after it.
 */
@NullMarked
package io.longhaul.activities.postgres.readiness;

import org.jspecify.annotations.NullMarked;
