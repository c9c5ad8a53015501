package io.longhaul.activities.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How connections to MySQL are encrypted.
 *
 * @param ca a PEM file with the authorities that may vouch for the server; null for those that Java trusts
 */
public record MysqlTls(Mode mode, @Nullable Path ca) {

    /** Encrypted where the server offers it, whoever it is: what the driver does unless told otherwise. */
    public static final MysqlTls USUAL = new MysqlTls(Mode.PREFERRED, null);

    /** As MySQL's own clients name them. */
    public enum Mode {
        DISABLED,
        PREFERRED,
        REQUIRED,
        VERIFY_CA,
        VERIFY_IDENTITY;

        boolean verifies() {
            return this == VERIFY_CA || this == VERIFY_IDENTITY;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public MysqlTls {
        if (ca != null && !mode.verifies()) {
            throw new IllegalArgumentException("MYSQL_SSL_CA is set, but MYSQL_SSL_MODE is " + mode.word()
                    + ", which checks no certificate: set verify_ca or verify_identity");
        }
        if (ca != null && certificates(ca).isEmpty()) {
            throw unreadable(ca);
        }
    }

    /**
     * Reads the two settings.
     *
     * @throws IllegalArgumentException in one sentence that names the setting
     */
    public static MysqlTls parse(@Nullable String mode, @Nullable String ca) {
        Mode chosen = mode == null ? (ca == null ? Mode.PREFERRED : Mode.VERIFY_IDENTITY) : mode(mode);
        return new MysqlTls(chosen, ca == null ? null : Path.of(ca));
    }

    private static Mode mode(String word) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.word().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("MYSQL_SSL_MODE is " + word + ": give "
                        + Arrays.stream(Mode.values()).map(Mode::word).collect(Collectors.joining(", "))));
    }

    private static Collection<? extends Certificate> certificates(Path ca) {
        try (InputStream pem = Files.newInputStream(ca)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem);
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(ca);
        }
    }

    private static IllegalArgumentException unreadable(Path ca) {
        return new IllegalArgumentException(
                "MYSQL_SSL_CA is " + ca + ", which can't be read as certificates in PEM: check the path and the file");
    }

    /** Whether a server is refused that does not offer it, or not well enough. */
    boolean required() {
        return mode == Mode.REQUIRED || mode.verifies();
    }

    /** The authorities as the driver takes them, in a file of this process's own that holds no secret. */
    Path trustStore() {
        Path pem = java.util.Objects.requireNonNull(ca);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int n = 0;
            for (Certificate certificate : certificates(pem)) {
                store.setCertificateEntry("ca-" + n++, certificate);
            }
            Path file = Files.createTempFile("longhaul-mysql-ca", ".p12");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, STORE_PASSWORD.toCharArray());
            }
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no trust store can be written for MySQL's driver", e);
        }
    }

    /** Its format wants one; what it holds is public. */
    static final String STORE_PASSWORD = "public";
}
