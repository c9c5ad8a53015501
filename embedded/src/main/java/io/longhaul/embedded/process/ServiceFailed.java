package io.longhaul.embedded.process;

import org.jspecify.annotations.Nullable;

/** One service did not start or does not answer. */
public final class ServiceFailed extends EmbeddedException {
    private final String service;

    public ServiceFailed(String service, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.service = service;
    }

    public ServiceFailed(String service, String message) {
        this(service, message, null);
    }

    /** Its name as a person knows it, e.g. {@code MariaDB}. */
    public String service() {
        return service;
    }
}
