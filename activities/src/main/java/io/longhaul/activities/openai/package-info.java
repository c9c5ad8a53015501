/** An embeddings API that speaks as OpenAI's does: texts go in, vectors come back, checked. */
@NullMarked
package io.longhaul.activities.openai;

import org.jspecify.annotations.NullMarked;
