/** A real Temporal dev server with its Web UI, its data kept between runs. */
@NullMarked
package io.longhaul.embedded.temporal;

import org.jspecify.annotations.NullMarked;
