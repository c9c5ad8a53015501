/** The relational recipe: a SQLite database becomes a schema in PostgreSQL. */
@NullMarked
package io.longhaul.workflows.relational;

import org.jspecify.annotations.NullMarked;
