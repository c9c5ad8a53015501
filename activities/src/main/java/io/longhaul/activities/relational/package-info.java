/**
 * What becomes of a SQLite database in PostgreSQL: what stands in the way, types, the plan, the conversion of values and
 * the DDL. Nothing here touches the target.
 */
@NullMarked
package io.longhaul.activities.relational;

import org.jspecify.annotations.NullMarked;
