package io.longhaul.activities.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.MysqlTls.Mode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
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
        assertThat(cipher(new MysqlTls(Mode.DISABLED, null))).isEmpty();
        assertThat(cipher(new MysqlTls(Mode.PREFERRED, null))).isEmpty();
        for (Mode mode : List.of(Mode.REQUIRED, Mode.VERIFY_CA, Mode.VERIFY_IDENTITY)) {
            assertThatThrownBy(() -> cipher(new MysqlTls(mode, null)))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("with TLS as MYSQL_SSL_MODE and MYSQL_SSL_CA ask for");
        }
    }

    @Test
    void authoritiesInPemBecomeTheDriversTrustStore() throws Exception {
        KeyStore cacerts = KeyStore.getInstance(
                Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                        .toFile(),
                "changeit".toCharArray());
        String alias = cacerts.aliases().nextElement();
        Path pem = Files.writeString(
                directory.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(cacerts.getCertificate(alias).getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        MysqlTls tls = MysqlTls.parse(null, pem.toString());
        assertThat(tls.mode()).isEqualTo(Mode.VERIFY_IDENTITY);
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(tls.trustStore())) {
            made.load(in, MysqlTls.STORE_PASSWORD.toCharArray());
        }
        assertThat(List.of(made.getCertificate("ca-0"))).containsExactly(cacerts.getCertificate(alias));
        assertThatThrownBy(() -> cipher(tls)).isInstanceOf(MigrationException.class);
    }
}
