/** Qdrant, spoken to by gRPC: what a migration writes into a collection, and reads back to check it. */
@NullMarked
package io.longhaul.activities.qdrant;

import org.jspecify.annotations.NullMarked;
