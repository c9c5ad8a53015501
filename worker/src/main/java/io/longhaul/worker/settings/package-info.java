/** What a user may set, where it may come from, and what is said when it does not fit. Read once, at the edge. */
@NullMarked
package io.longhaul.worker.settings;

import org.jspecify.annotations.NullMarked;
