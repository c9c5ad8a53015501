@NullMarked
package io.longhaul.workflows.engine;

import org.jspecify.annotations.NullMarked;
