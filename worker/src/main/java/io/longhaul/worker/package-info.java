@NullMarked
package io.longhaul.worker;

import org.jspecify.annotations.NullMarked;
