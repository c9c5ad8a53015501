/** Real text to migrate: the glosses of WordNet. */
@NullMarked
package io.longhaul.embedded.sample;

import org.jspecify.annotations.NullMarked;
