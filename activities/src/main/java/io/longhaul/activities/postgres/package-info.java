/**
 * PostgreSQL as the target of a migration: prepared, filled by binary COPY, finished with keys and indexes, compared with
 * its source, and emptied again of what a job made.
 */
@NullMarked
package io.longhaul.activities.postgres;

import org.jspecify.annotations.NullMarked;
