/** Starting, watching and steering one migration. */
@NullMarked
package io.longhaul.starter.migration;

import org.jspecify.annotations.NullMarked;
