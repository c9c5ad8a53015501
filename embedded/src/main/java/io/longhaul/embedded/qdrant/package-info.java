/**
 * A stand-in for Qdrant on one machine, for development and tests: Qdrant's own gRPC services, exact search, data kept on disk.
 * {@link io.longhaul.embedded.qdrant.LocalQdrant} is the only way in.
 */
@NullMarked
package io.longhaul.embedded.qdrant;

import org.jspecify.annotations.NullMarked;
