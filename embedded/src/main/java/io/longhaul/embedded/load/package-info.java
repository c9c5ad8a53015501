/** An application at work on a table: what it was told is written, it can prove, and how long it had to wait. */
@NullMarked
package io.longhaul.embedded.load;

import org.jspecify.annotations.NullMarked;
