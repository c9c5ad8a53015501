@NullMarked
package io.longhaul.activities.chroma;

import org.jspecify.annotations.NullMarked;
