/** Collections of vectors from one store into another, with their documents and metadata. */
@NullMarked
package io.longhaul.workflows.vectors;

import org.jspecify.annotations.NullMarked;
