/** The main job: the text of a table becomes vectors in a collection. */
@NullMarked
package io.longhaul.workflows.embed;

import org.jspecify.annotations.NullMarked;
