@NullMarked
package io.longhaul.starter.readiness;

import org.jspecify.annotations.NullMarked;
