/** PostgreSQL with pgvector as a target, in the tables of langchain-postgres, so that its client opens what was copied. */
@NullMarked
package io.longhaul.activities.pgvector;

import org.jspecify.annotations.NullMarked;
