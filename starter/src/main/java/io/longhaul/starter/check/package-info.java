/** The checks of {@code check}, one class for each service. */
@NullMarked
package io.longhaul.starter.check;

import org.jspecify.annotations.NullMarked;
