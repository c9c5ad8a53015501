/** What a worker tells about itself: health, metrics, log fields, traces. Nothing here changes what it does. */
@NullMarked
package io.longhaul.worker.observe;

import org.jspecify.annotations.NullMarked;
