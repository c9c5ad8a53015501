@NullMarked
package io.longhaul.bench.lab;

import org.jspecify.annotations.NullMarked;
