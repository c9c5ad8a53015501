package io.longhaul.embedded.process;

import org.jspecify.annotations.Nullable;

/** Something in the embedded stack cannot go on; the message is one sentence with the way out, fit to be shown. */
public class EmbeddedException extends RuntimeException {
    public EmbeddedException(String message) {
        super(message);
    }

    public EmbeddedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
