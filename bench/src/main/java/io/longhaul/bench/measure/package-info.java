@NullMarked
package io.longhaul.bench.measure;

import org.jspecify.annotations.NullMarked;
