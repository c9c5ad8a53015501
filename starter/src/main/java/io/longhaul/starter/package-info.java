@NullMarked
package io.longhaul.starter;

import org.jspecify.annotations.NullMarked;
