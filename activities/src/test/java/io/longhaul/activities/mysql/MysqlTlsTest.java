package io.longhaul.activities.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.MysqlTls.Mode;
import io.longhaul.activities.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyStore;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests' server has TLS switched off. */
class MysqlTlsTest {

    private static final MysqlSettings AT = MariaDb.newDatabase();

    @TempDir
    Path directory;

    private static MysqlSettings with(MysqlTls tls) {
        return new MysqlSettings(AT.host(), AT.port(), AT.user(), AT.password(), AT.database(), tls);
    }

    private static String cipher(MysqlTls tls) {
        try (Connections connections = new Connections(with(tls), 1, Connections.Patience.USUAL)) {
            return connections.use("the cipher", connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SHOW STATUS LIKE 'Ssl_cipher'")) {
                    row.next();
                    return row.getString(2);
                }
            });
        }
    }

    @Test
    void aServerWithoutTlsIsSpokenToUnlessTlsIsRequired() {
        assertThat(cipher(new MysqlTls(Mode.DISABLED, TlsFiles.NONE))).isEmpty();
        assertThat(cipher(new MysqlTls(Mode.PREFERRED, TlsFiles.NONE))).isEmpty();
        for (Mode mode : List.of(Mode.REQUIRED, Mode.VERIFY_CA, Mode.VERIFY_IDENTITY)) {
            assertThatThrownBy(() -> cipher(new MysqlTls(mode, TlsFiles.NONE)))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("with TLS as MYSQL_SSL_MODE asks for");
        }
    }

    @Test
    void theDriverGetsStoresOfWhatThePemFilesHold() throws Exception {
        HeldCertificate client =
                new HeldCertificate.Builder().commonName("client").build();
        String cert = Files.writeString(directory.resolve("cert.pem"), client.certificatePem())
                .toString();
        String key = Files.writeString(directory.resolve("key.pem"), client.privateKeyPkcs8Pem())
                .toString();

        Map<String, String> properties = MysqlTls.parse(null, cert, cert, key).properties();

        assertThat(properties).containsEntry("sslMode", "VERIFY_IDENTITY");
        assertThat(store(properties, "trustCertificate").getCertificate("ca-0")).isEqualTo(client.certificate());
        char[] password = properties.get("clientCertificateKeyStorePassword").toCharArray();
        assertThat(store(properties, "clientCertificate").getKey("client", password))
                .isEqualTo(client.keyPair().getPrivate());
        Path file = Path.of(URI.create(properties.get("clientCertificateKeyStoreUrl")));
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(MysqlTls.parse(null, null, cert, key).mode()).isEqualTo(Mode.REQUIRED);
    }

    private static KeyStore store(Map<String, String> properties, String prefix) throws Exception {
        return KeyStore.getInstance(
                Path.of(URI.create(properties.get(prefix + "KeyStoreUrl"))).toFile(),
                properties.get(prefix + "KeyStorePassword").toCharArray());
    }

    @Test
    void certificatesAndAModeThatHasNoUseForThemAreRefused() throws Exception {
        HeldCertificate client = new HeldCertificate.Builder().build();
        String cert = Files.writeString(directory.resolve("cert.pem"), client.certificatePem())
                .toString();
        String key = Files.writeString(directory.resolve("key.pem"), client.privateKeyPkcs8Pem())
                .toString();

        assertThatThrownBy(() -> MysqlTls.parse("required", cert, null, null))
                .hasMessageContaining("MYSQL_SSL_CA is set, but MYSQL_SSL_MODE is required");
        assertThatThrownBy(() -> MysqlTls.parse("preferred", null, cert, key))
                .hasMessageContaining("MYSQL_SSL_CERT is set, but MYSQL_SSL_MODE is preferred");
    }
}
