/** The checks of {@code check} that every recipe needs, and what a check finds. */
@NullMarked
package io.longhaul.starter.check;

import org.jspecify.annotations.NullMarked;
