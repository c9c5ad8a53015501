package io.longhaul.embedded.process;

import org.jspecify.annotations.Nullable;

/** One service did not start or does not answer. */
public final class ServiceFailed extends EmbeddedException {

    public ServiceFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public ServiceFailed(String message) {
        this(message, null);
    }
}
