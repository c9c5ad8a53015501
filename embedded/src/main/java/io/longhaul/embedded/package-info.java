/** The default stack for one machine: every service Longhaul needs, real or speaking the real protocol. */
@NullMarked
package io.longhaul.embedded;

import org.jspecify.annotations.NullMarked;
