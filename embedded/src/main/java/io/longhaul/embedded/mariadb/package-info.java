/** A real MariaDB server, its data kept between runs. */
@NullMarked
package io.longhaul.embedded.mariadb;

import org.jspecify.annotations.NullMarked;
