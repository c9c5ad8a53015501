package io.longhaul.activities.mysql;

import io.longhaul.activities.tls.TlsFiles;
import io.longhaul.activities.tls.TlsNames;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How connections to MySQL are encrypted.
 *
 * @param files whom to trust there, and who we are
 */
public record MysqlTls(Mode mode, TlsFiles files) {

    /** Named as the options of MySQL's own clients are. */
    static final TlsNames NAMES = TlsNames.of("MYSQL_SSL");

    /** Encrypted where the server offers it, whoever it is: what the driver does unless told otherwise. */
    public static final MysqlTls USUAL = new MysqlTls(Mode.PREFERRED, TlsFiles.NONE);

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
        if (files.authorities().isPresent() && !mode.verifies()) {
            throw new IllegalArgumentException(NAMES.ca() + " is set, but MYSQL_SSL_MODE is " + mode.word()
                    + ", which checks no certificate: set verify_ca or verify_identity");
        }
        if (files.identity().isPresent() && !required(mode)) {
            throw new IllegalArgumentException(NAMES.cert() + " is set, but MYSQL_SSL_MODE is " + mode.word()
                    + ", which goes on without TLS: set required, verify_ca or verify_identity");
        }
    }

    /**
     * Reads the settings. Without a mode the files tell it: authorities are there to verify the server, and a client
     * certificate wants TLS.
     *
     * @throws IllegalArgumentException in one sentence that names the setting
     */
    public static MysqlTls parse(
            @Nullable String mode, @Nullable String ca, @Nullable String cert, @Nullable String key) {
        TlsFiles files = TlsFiles.read(NAMES, ca, cert, key);
        if (mode != null) {
            return new MysqlTls(mode(mode), files);
        }
        Mode usual = files.authorities().isPresent()
                ? Mode.VERIFY_IDENTITY
                : files.identity().isPresent() ? Mode.REQUIRED : Mode.PREFERRED;
        return new MysqlTls(usual, files);
    }

    private static Mode mode(String word) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.word().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("MYSQL_SSL_MODE is " + word + ": give "
                        + Arrays.stream(Mode.values()).map(Mode::word).collect(Collectors.joining(", "))));
    }

    private static boolean required(Mode mode) {
        return mode == Mode.REQUIRED || mode.verifies();
    }

    /** Whether a server is refused that does not offer it, or not well enough. */
    boolean required() {
        return required(mode);
    }

    /**
     * As the driver takes them. It reads certificates and keys from stores in files alone: they are made for this
     * process, which they end with, readable for its user only, and encrypted under a password that is nowhere else.
     */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("sslMode", mode.name());
        files.authorities().ifPresent(store -> properties.putAll(store("trustCertificate", store)));
        files.identity().ifPresent(store -> properties.putAll(store("clientCertificate", store)));
        return properties;
    }

    private Map<String, String> store(String prefix, KeyStore store) {
        char[] password = files.storePassword();
        try {
            Path file = Files.createTempFile("longhaul-mysql-", ".p12");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, password);
            }
            return Map.of(
                    prefix + "KeyStoreUrl", file.toUri().toString(),
                    prefix + "KeyStoreType", store.getType(),
                    prefix + "KeyStorePassword", String.valueOf(password));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no store of certificates can be written for MySQL's driver", e);
        }
    }
}
