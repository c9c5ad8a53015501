/** A collection of vectors, wherever it is kept: what is read of one, and what is to be written into another. */
@NullMarked
package io.longhaul.activities.collection;

import org.jspecify.annotations.NullMarked;
