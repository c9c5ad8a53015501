@NullMarked
package io.longhaul.activities.pgvector;

import org.jspecify.annotations.NullMarked;
