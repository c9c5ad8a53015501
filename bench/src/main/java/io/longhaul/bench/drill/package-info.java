@NullMarked
package io.longhaul.bench.drill;

import org.jspecify.annotations.NullMarked;
