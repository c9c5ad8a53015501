/** Services that only Python's packages bring, in a virtual environment that is made once. */
@NullMarked
package io.longhaul.embedded.python;

import org.jspecify.annotations.NullMarked;
