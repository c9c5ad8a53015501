package io.longhaul.activities.tls;

import java.io.FileNotFoundException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Why two sides don't come together by TLS, where that can be told. Trying again does not help; somebody
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
    CLIENT_REFUSED,
    /** The server speaks no TLS, and we insist on it. */
    NOT_OFFERED,
    /** A file of ours that was there when settings were read is not to be read any more. */
    FILE_GONE;

    /** How the driver of Postgres calls a server that refuses a connection, and one that it can't connect to. */
    private static final String REFUSED = "08004";

    private static final String FAILED = "08006";

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
        // The driver says it in the language of the machine, and SSL is SSL in all of them.
        if (cause instanceof SQLException sql && words.contains("SSL")) {
            if (REFUSED.equals(sql.getSQLState())) {
                return Optional.of(NOT_OFFERED);
            }
            if (FAILED.equals(sql.getSQLState()) && cause.getCause() instanceof FileNotFoundException) {
                return Optional.of(FILE_GONE);
            }
        }
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
            case NOT_OFFERED -> "speaks no TLS: turn it on there, or ask for none where nobody can listen";
            case FILE_GONE ->
                "can't be verified, as a file of certificates is gone: look at " + names.ca() + ", and at "
                        + names.pair();
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
