/** An OpenAI-compatible embeddings endpoint, and one that fails as told. */
@NullMarked
package io.longhaul.embedded.embeddings;

import org.jspecify.annotations.NullMarked;
