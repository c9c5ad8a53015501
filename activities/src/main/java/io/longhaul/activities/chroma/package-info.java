/** Chroma as a source, by its HTTP API of version 2: a server, or a persistent directory that one is started on. */
@NullMarked
package io.longhaul.activities.chroma;

import org.jspecify.annotations.NullMarked;
