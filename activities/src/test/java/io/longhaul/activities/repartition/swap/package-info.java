@NullMarked
package io.longhaul.activities.repartition.swap;

import org.jspecify.annotations.NullMarked;
