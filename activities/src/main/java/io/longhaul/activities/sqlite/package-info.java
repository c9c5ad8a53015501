/** The source of the relational recipe: a SQLite file that is opened read-only and must not change. */
@NullMarked
package io.longhaul.activities.sqlite;

import org.jspecify.annotations.NullMarked;
