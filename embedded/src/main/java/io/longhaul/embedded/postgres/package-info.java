/** A real PostgreSQL server, its data kept between runs. */
@NullMarked
package io.longhaul.embedded.postgres;

import org.jspecify.annotations.NullMarked;
