/** A real Chroma server, its data kept between runs, and what writes to it. */
@NullMarked
package io.longhaul.embedded.chroma;

import org.jspecify.annotations.NullMarked;
