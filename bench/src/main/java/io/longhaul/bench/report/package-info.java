@NullMarked
package io.longhaul.bench.report;

import org.jspecify.annotations.NullMarked;
