/** Encrypts what Temporal keeps, so that its server and its operators see ids and times, and nothing of a migration. */
@NullMarked
package io.longhaul.worker.codec;

import org.jspecify.annotations.NullMarked;
