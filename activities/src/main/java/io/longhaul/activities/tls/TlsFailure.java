package io.longhaul.activities.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Why two sides that both speak TLS don't come together, where that can be told. Trying again does not help; somebody
 * has to change a certificate or a setting.
 */
public enum TlsFailure {
    /** The server's certificate has run out. */
    EXPIRED,
    /** Nobody whom we trust vouches for the server. */
    UNTRUSTED,
    /** It is somebody else's certificate. */
    OTHER_NAME,
    /** The server wants a client certificate, or another one. */
    CLIENT_REFUSED;

    /** How Java and the driver of MySQL say it. OkHttp has a type for it, and that of Postgres names its verifier. */
    private static final Pattern NAME = Pattern.compile("matching|identity verification failed");

    /** How Java and BoringSSL, which gRPC uses where it can, call the server's last word. */
    private static final Pattern ALERT =
            Pattern.compile("(?i)alert.*(certificate|unknown_ca|access_denied|handshake_failure)|certificate_required");

    /** Looks through the causes. */
    public static Optional<TlsFailure> of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Optional<TlsFailure> found = Optional.empty();
        // The innermost says most.
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            Optional<TlsFailure> here = here(cause);
            if (here.isPresent()) {
                found = here;
            }
        }
        return found;
    }

    private static Optional<TlsFailure> here(Throwable cause) {
        String words = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException) {
            return Optional.of(EXPIRED);
        }
        if (cause instanceof SSLPeerUnverifiedException
                || words.contains("hostnameverifier")
                || (cause instanceof CertificateException && NAME.matcher(words).find())) {
            return Optional.of(OTHER_NAME);
        }
        if (cause instanceof CertificateException
                || cause instanceof CertPathBuilderException
                || cause instanceof CertPathValidatorException) {
            return Optional.of(UNTRUSTED);
        }
        return ALERT.matcher(words).find() ? Optional.of(CLIENT_REFUSED) : Optional.empty();
    }

    /** What is wrong with the server or with us, and the way out, to follow the server's address. */
    public String words(TlsNames names) {
        return switch (this) {
            case EXPIRED -> "shows a certificate that has expired: renew it there";
            case UNTRUSTED ->
                "shows a certificate of an authority that is not trusted here: name that authority's in " + names.ca();
            case OTHER_NAME -> "shows a certificate for another name: address it by the name in its certificate";
            case CLIENT_REFUSED ->
                "wants a client certificate of an authority that it trusts: give it in " + names.pair();
        };
    }

    /**
     * To follow the way out where a connection over TLS was cut without a word. In TLS 1.3 a server looks at the
     * client's certificate after the client has begun to speak, and its last word may be lost with the connection.
     */
    public static String perhaps(TlsNames names) {
        return ", and " + names.pair() + " where it wants a client certificate";
    }
}
