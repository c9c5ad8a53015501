@NullMarked
package io.longhaul.embedded;

import org.jspecify.annotations.NullMarked;
