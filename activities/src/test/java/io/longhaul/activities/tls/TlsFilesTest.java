package io.longhaul.activities.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.X509KeyManager;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of files before anything connects. */
class TlsFilesTest {

    private static final TlsNames NAMES = TlsNames.of("SERVICE_TLS");

    @TempDir
    Path directory;

    private static HeldCertificate.Builder rsa() {
        return new HeldCertificate.Builder().commonName("one").rsa2048();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static TlsFiles read(@Nullable String ca, @Nullable String cert, @Nullable String key) {
        return TlsFiles.read(NAMES, ca, cert, key);
    }

    @Test
    void withoutFilesItIsJavasOwnTrust() {
        TlsFiles none = read(null, null, null);

        assertThat(none.present()).isFalse();
        assertThat(none.keyManagers()).isEmpty();
        assertThat(none.trustManager().getAcceptedIssuers()).hasSizeGreaterThan(10);
    }

    @Test
    void anAuthorityTakesThePlaceOfJavasAndAChainIsShownWhole() throws IOException {
        HeldCertificate authority = rsa().certificateAuthority(0).build();
        HeldCertificate client = rsa().signedBy(authority).build();

        TlsFiles files = read(
                file("ca.pem", authority.certificatePem()),
                file("cert.pem", "some words first\n" + client.certificatePem() + authority.certificatePem()),
                file("key.pem", client.privateKeyPkcs8Pem()));

        assertThat(files.trustManager().getAcceptedIssuers()).containsExactly(authority.certificate());
        assertThat(((X509KeyManager) files.keyManagers()[0]).getCertificateChain("client"))
                .containsExactly(client.certificate(), authority.certificate());
        assertThat(files.toString()).doesNotContain(directory.toString(), "KEY");
    }

    @Test
    void aKeyOfEllipticCurvesWillDo() throws IOException {
        HeldCertificate client = new HeldCertificate.Builder().ecdsa256().build();

        assertThat(read(null, file("cert.pem", client.certificatePem()), file("key.pem", client.privateKeyPkcs8Pem()))
                        .identity())
                .isPresent();
    }

    @Test
    void aCertificateWithoutItsKeyIsHalf() throws IOException {
        String cert = file("cert.pem", rsa().build().certificatePem());

        assertThatThrownBy(() -> read(null, cert, null))
                .hasMessage("SERVICE_TLS_KEY is missing, but SERVICE_TLS_CERT is set: give both or neither");
        assertThatThrownBy(() -> read(null, null, cert))
                .hasMessage("SERVICE_TLS_CERT is missing, but SERVICE_TLS_KEY is set: give both or neither");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithItsSetting() {
        String none = directory.resolve("none.pem").toString();

        assertThatThrownBy(() -> read(none, null, null))
                .hasMessage("SERVICE_TLS_CA is " + none + ", which can't be read: check the path and its permissions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void whatIsNoCertificateIsNamedAndNotQuoted(String content) throws IOException {
        String file = file("ca.pem", content);

        assertThatThrownBy(() -> read(file, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SERVICE_TLS_CA is " + file + ", which is not certificates in PEM");
    }

    @Test
    void aKeyInAnOlderFormIsRefusedWithTheWayToConvertIt() throws IOException {
        HeldCertificate client = rsa().build();
        String cert = file("cert.pem", client.certificatePem());
        String key = file("key.pem", client.privateKeyPkcs1Pem());

        assertThatThrownBy(() -> read(null, cert, key))
                .hasMessageContaining("SERVICE_TLS_KEY is " + key)
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt")
                .hasMessageNotContaining(client.privateKeyPkcs1Pem().substring(40, 60));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws IOException {
        String cert = file("cert.pem", rsa().build().certificatePem());
        String other = file("other.pem", rsa().build().privateKeyPkcs8Pem());
        String curve = file(
                "curve.pem", new HeldCertificate.Builder().ecdsa256().build().privateKeyPkcs8Pem());

        for (String key : new String[] {other, curve}) {
            assertThatThrownBy(() -> read(null, cert, key))
                    .hasMessage("SERVICE_TLS_KEY is " + key + ", which is not the key of SERVICE_TLS_CERT, " + cert
                            + ": give the two that were made together");
        }
    }

    @Test
    void aCertificateThatHasRunOutIsToldBeforeAServerTellsIt() throws IOException {
        long now = System.currentTimeMillis();
        HeldCertificate old = rsa().validityInterval(now - 2000, now - 1000).build();
        String cert = file("cert.pem", old.certificatePem());
        String key = file("key.pem", old.privateKeyPkcs8Pem());

        assertThatThrownBy(() -> read(null, cert, key))
                .hasMessageStartingWith("SERVICE_TLS_CERT is " + cert + ", which expired on ");
    }
}
