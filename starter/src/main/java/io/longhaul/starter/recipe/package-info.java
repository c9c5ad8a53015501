/** What the command line does otherwise for each recipe. */
@NullMarked
package io.longhaul.starter.recipe;

import org.jspecify.annotations.NullMarked;
