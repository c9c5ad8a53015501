@NullMarked
package io.longhaul.activities.vectors;

import org.jspecify.annotations.NullMarked;
