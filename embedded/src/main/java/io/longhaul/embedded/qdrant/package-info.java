/** A stand-in for Qdrant. */
@NullMarked
package io.longhaul.embedded.qdrant;

import org.jspecify.annotations.NullMarked;
