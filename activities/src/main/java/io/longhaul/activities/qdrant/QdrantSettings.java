package io.longhaul.activities.qdrant;

import io.longhaul.activities.ServerUrl;
import io.longhaul.activities.tls.TlsFiles;
import io.longhaul.activities.tls.TlsNames;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where Qdrant is.
 *
 * @param port of its gRPC interface
 * @param apiKey null where the server asks for none
 * @param files whom to trust there, and who we are
 */
public record QdrantSettings(
        String host, int port, boolean tls, @Nullable String apiKey, TlsFiles files) {

    public static final TlsNames TLS = TlsNames.of("QDRANT_TLS");

    /** Where Qdrant speaks gRPC, which Longhaul uses. */
    public static final int GRPC_PORT = 6334;

    /** Where it speaks REST; this is the port that most people know. */
    public static final int REST_PORT = 6333;

    /** Trusting whom Java trusts. */
    public QdrantSettings(String host, int port, boolean tls, @Nullable String apiKey) {
        this(host, port, tls, apiKey, TlsFiles.NONE);
    }

    public QdrantSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("Qdrant's host is empty");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("Qdrant's port is " + port + ": give 1 to 65535");
        }
        if (apiKey != null) {
            apiKey = apiKey.strip();
            if (!apiKey.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                throw new IllegalArgumentException("QDRANT_API_KEY holds a space or a character outside ASCII");
            }
            apiKey = apiKey.isEmpty() ? null : apiKey;
        }
        if (files.present() && !tls) {
            throw new IllegalArgumentException(
                    "certificates are set for Qdrant, but QDRANT_URL begins with http://: write https://");
        }
    }

    /**
     * Reads a URL as Qdrant's users write it: {@code https} means TLS, and the REST port or none means the gRPC port.
     *
     * @throws IllegalArgumentException with a sentence that names QDRANT_URL; it quotes no user name or password
     */
    public static QdrantSettings parse(String url, @Nullable String apiKey) {
        return parse(url, apiKey, TlsFiles.NONE);
    }

    /** The same with certificates of one's own. */
    public static QdrantSettings parse(String url, @Nullable String apiKey, TlsFiles files) {
        URI uri = ServerUrl.parse(url, "QDRANT_API_KEY", QdrantSettings::wrong);
        if (!uri.getRawPath().matches("/?") || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(wrong("goes on after the port, which gRPC has no use for"));
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException(wrong("has port " + uri.getPort()));
        }
        int port = uri.getPort() == -1 || uri.getPort() == REST_PORT ? GRPC_PORT : uri.getPort();
        return new QdrantSettings(uri.getHost(), port, ServerUrl.isTls(uri), apiKey, files);
    }

    private static String wrong(String problem) {
        return "QDRANT_URL " + problem + ": write http://HOST:6334, or https:// where the server has TLS";
    }

    /** For a person: where it is and how it is spoken to, without the key. */
    public String describe() {
        return "Qdrant at " + (tls ? "https://" : "http://") + host + ":" + port;
    }

    @Override
    public String toString() {
        return "QdrantSettings[" + describe() + (apiKey == null ? ", no key]" : ", key ****]");
    }
}
