/** The source of the main job: a table in MySQL or MariaDB, read by ranges of its key. */
@NullMarked
package io.longhaul.activities.mysql;

import org.jspecify.annotations.NullMarked;
