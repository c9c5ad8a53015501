@NullMarked
package io.longhaul.activities.relational;

import org.jspecify.annotations.NullMarked;
