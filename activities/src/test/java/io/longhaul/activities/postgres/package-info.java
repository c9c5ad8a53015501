@NullMarked
package io.longhaul.activities.postgres;

import org.jspecify.annotations.NullMarked;
