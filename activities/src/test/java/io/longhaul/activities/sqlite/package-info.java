@NullMarked
package io.longhaul.activities.sqlite;

import org.jspecify.annotations.NullMarked;
