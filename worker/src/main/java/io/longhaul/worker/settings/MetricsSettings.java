package io.longhaul.worker.settings;

import org.jspecify.annotations.Nullable;

/**
 * Where a worker answers questions about its health and serves its metrics.
 *
 * @param host the address that it listens on
 * @param port null where none is set
 * @param off whether it is turned off in so many words
 */
public record MetricsSettings(String host, @Nullable Integer port, boolean off) {

    /** Nobody but this machine asks, unless told otherwise: there is no password. */
    public static final String HOST = "127.0.0.1";

    /** A port for it where none is set, as each of several processes needs its own. */
    public static final int PORT = 9464;

    static final String OFF = "off";

    /** For one of several processes on a machine, which can't all have the same port. */
    public MetricsSettings shifted(int by) {
        return port == null ? new MetricsSettings(host, null, true) : new MetricsSettings(host, port + by, off);
    }

    /** As {@link Setting#LONGHAUL_METRICS_PORT} has it. */
    public String text() {
        return off || port == null ? OFF : port.toString();
    }
}
