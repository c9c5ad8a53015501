package io.longhaul.activities.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of each library, as they were seen. */
class TlsFailureTest {

    private static Optional<TlsFailure> of(Throwable innermost) {
        return TlsFailure.of(new IllegalStateException("outside", new SSLException("handshake", innermost)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received fatal alert: certificate_required",
                "Received fatal alert: bad_certificate",
                "Received fatal alert: unknown_ca",
                "Received fatal alert: handshake_failure",
                "(certificate_required) Received fatal alert: certificate_required",
                "error:10000416:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN",
                "error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED"
            })
    void theServersLastWordMeansThatItWantsAnotherCertificate(String words) {
        assertThat(of(new SSLHandshakeException(words))).contains(TlsFailure.CLIENT_REFUSED);
    }

    @Test
    void whatIsWrongWithTheServersCertificateIsToldApart() {
        assertThat(of(new CertPathBuilderException("unable to find valid certification path to requested target")))
                .contains(TlsFailure.UNTRUSTED);
        assertThat(of(new CertPathValidatorException(
                        "validity check failed", new CertificateExpiredException("NotAfter: yesterday"))))
                .contains(TlsFailure.EXPIRED);
        assertThat(of(new CertificateException("No subject alternative names matching IP address 127.0.0.1 found")))
                .contains(TlsFailure.OTHER_NAME);
        assertThat(of(new SSLPeerUnverifiedException("Hostname localhost not verified")))
                .contains(TlsFailure.OTHER_NAME);
        assertThat(of(new SQLException(
                        "The hostname localhost could not be verified by hostnameverifier PgjdbcHostnameVerifier.")))
                .contains(TlsFailure.OTHER_NAME);
    }

    @Test
    void aConnectionThatBreaksOrSpeaksNoTlsIsAnotherMatter() {
        assertThat(of(new EOFException("SSL peer shut down incorrectly"))).isEmpty();
        assertThat(of(new SocketException("Connection reset"))).isEmpty();
        assertThat(of(new SSLException("Unsupported or unrecognized SSL message")))
                .isEmpty();
        assertThat(TlsFailure.of(new IOException("Connection refused"))).isEmpty();
    }
}
