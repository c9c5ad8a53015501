package io.longhaul.activities.tls;

import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What files in PEM say about one service's TLS: the authorities that may vouch for the server, and the certificate and
 * key by which this client makes itself known. Either may be missing. They are read once, so that a mistake is told
 * before anything begins; a process that is to use new files is started again. Immutable; its text shows nothing of them.
 */
public final class TlsFiles {

    /** Java's own authorities, and no client certificate. */
    public static final TlsFiles NONE = new TlsFiles(null, null, new char[0]);

    private static final int PASSWORD_BYTES = 24;

    private final @Nullable KeyStore authorities;
    private final @Nullable KeyStore identity;
    private final char[] password;

    private TlsFiles(@Nullable KeyStore authorities, @Nullable KeyStore identity, char[] password) {
        this.authorities = authorities;
        this.identity = identity;
        this.password = password;
    }

    /**
     * Reads the files; null for one that is not set.
     *
     * @throws IllegalArgumentException in one sentence that names the setting and the file, and quotes nothing of it
     */
    public static TlsFiles read(TlsNames names, @Nullable String ca, @Nullable String cert, @Nullable String key) {
        if ((cert == null) != (key == null)) {
            String missing = cert == null ? names.cert() : names.key();
            String there = cert == null ? names.key() : names.cert();
            throw new IllegalArgumentException(missing + " is missing, but " + there + " is set: give both or neither");
        }
        if (ca == null && cert == null) {
            return NONE;
        }
        char[] password = password();
        KeyStore authorities = ca == null ? null : trusting(certificates(names.ca(), ca));
        KeyStore identity = cert == null || key == null ? null : identity(names, cert, key, password);
        return new TlsFiles(authorities, identity, password);
    }

    private static X509Certificate[] certificates(String name, String file) {
        X509Certificate[] certificates;
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            certificates = CertificateUtils.getX509Certificates(pem);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(name, file);
        } catch (GeneralSecurityException e) {
            throw malformed(name, file, "certificates in PEM");
        }
        if (certificates.length == 0) {
            throw malformed(name, file, "certificates in PEM");
        }
        return certificates;
    }

    private static PrivateKey key(String name, String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            return CertificateUtils.getPrivateKey(pem);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(name, file);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw malformed(
                    name,
                    file,
                    "an RSA or EC key in PEM, in PKCS#8 without a passphrase: convert it by"
                            + " openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        }
    }

    private static IllegalArgumentException unreadable(String name, String file) {
        return new IllegalArgumentException(
                name + " is " + file + ", which can't be read: check the path and its permissions");
    }

    private static IllegalArgumentException malformed(String name, String file, String what) {
        return new IllegalArgumentException(name + " is " + file + ", which is not " + what);
    }

    private static KeyStore trusting(X509Certificate[] certificates) {
        try {
            KeyStore store = empty();
            for (int i = 0; i < certificates.length; i++) {
                store.setCertificateEntry("ca-" + i, certificates[i]);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java can't keep certificates in memory", e);
        }
    }

    private static KeyStore identity(TlsNames names, String cert, String key, char[] password) {
        X509Certificate[] chain = certificates(names.cert(), cert);
        PrivateKey secret = key(names.key(), key);
        try {
            chain[0].checkValidity();
            if (!belongTogether(secret, chain[0])) {
                throw new IllegalArgumentException(names.key() + " is " + key + ", which is not the key of "
                        + names.cert() + ", " + cert + ": give the two that were made together");
            }
            KeyStore store = empty();
            store.setKeyEntry("client", secret, password, chain);
            return store;
        } catch (CertificateExpiredException e) {
            throw new IllegalArgumentException(names.cert() + " is " + cert + ", which expired on "
                    + chain[0].getNotAfter().toInstant() + ": renew it");
        } catch (GeneralSecurityException e) {
            throw malformed(names.cert(), cert, "a certificate that is valid today, with a key that Java can use");
        }
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm();
        if (!algorithm.equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        return signature.verify(signed);
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static char[] password() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random).toCharArray();
    }

    /** Whether anything is other than Java has it. */
    public boolean present() {
        return authorities != null || identity != null;
    }

    /** For what takes a store: the authorities, in PKCS#12. */
    public Optional<KeyStore> authorities() {
        return Optional.ofNullable(authorities);
    }

    /** For what takes a store: the client's certificate and its key, under {@link #storePassword}, in PKCS#12. */
    public Optional<KeyStore> identity() {
        return Optional.ofNullable(identity);
    }

    /** Known to this process alone, and another in each. */
    public char[] storePassword() {
        return password.clone();
    }

    /** Trusts the authorities, or those that Java trusts where none are named. */
    public X509TrustManager trustManager() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java's TLS can't be set up", e);
        }
    }

    /** Shows the client's certificate; empty where there is none. */
    public KeyManager[] keyManagers() {
        if (identity == null) {
            return new KeyManager[0];
        }
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(identity, password);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java's TLS can't be set up", e);
        }
    }

    /** Makes sockets that trust and show all this. */
    public SSLSocketFactory socketFactory() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), new X509TrustManager[] {trustManager()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java's TLS can't be set up", e);
        }
    }

    @Override
    public String toString() {
        return "TlsFiles[" + (authorities == null ? "Java's authorities" : "authorities of one's own") + ", "
                + (identity == null ? "no client certificate]" : "a client certificate]");
    }
}
