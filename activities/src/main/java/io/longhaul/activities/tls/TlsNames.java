package io.longhaul.activities.tls;

/**
 * What the settings of one service's TLS are called, for messages.
 *
 * @param ca the authorities that may vouch for the server
 * @param cert the client's certificate, with those between it and its authority
 * @param key the key of that certificate
 */
public record TlsNames(String ca, String cert, String key) {

    /** {@code QDRANT_TLS} has {@code QDRANT_TLS_CA}, {@code QDRANT_TLS_CERT} and {@code QDRANT_TLS_KEY}. */
    public static TlsNames of(String prefix) {
        return new TlsNames(prefix + "_CA", prefix + "_CERT", prefix + "_KEY");
    }

    /** By which a client makes itself known. */
    String pair() {
        return cert + " and " + key;
    }
}
