/** What {@code --dry-run} finds out. */
@NullMarked
package io.longhaul.starter.plan;

import org.jspecify.annotations.NullMarked;
