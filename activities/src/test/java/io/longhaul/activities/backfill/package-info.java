@NullMarked
package io.longhaul.activities.backfill;

import org.jspecify.annotations.NullMarked;
