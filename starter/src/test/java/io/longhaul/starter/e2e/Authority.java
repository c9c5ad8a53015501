package io.longhaul.starter.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A certificate authority of a test's own, and what it has signed, as files in PEM. */
final class Authority {

    private final HeldCertificate root;
    private final Path directory;
    private final Path file;

    /** A certificate and its key. */
    record Signed(HeldCertificate held, Path cert, Path key) {}

    private Authority(HeldCertificate root, Path directory, Path file) {
        this.root = root;
        this.directory = directory;
        this.file = file;
    }

    static Authority in(Path directory) throws IOException {
        Files.createDirectories(directory);
        HeldCertificate root = new HeldCertificate.Builder()
                .commonName("authority of " + directory.getFileName())
                .certificateAuthority(0)
                .rsa2048()
                .build();
        return new Authority(root, directory, Files.writeString(directory.resolve("ca.pem"), root.certificatePem()));
    }

    Path ca() {
        return file;
    }

    /** For a client, or for a server at 127.0.0.1. */
    Signed sign(String name) throws IOException {
        HeldCertificate held = new HeldCertificate.Builder()
                .commonName(name)
                .addSubjectAlternativeName("127.0.0.1")
                .signedBy(root)
                .rsa2048()
                .build();
        Path key = directory.resolve(name + ".key");
        Files.writeString(key, held.privateKeyPkcs8Pem());
        // As Postgres, and its driver, insist.
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return new Signed(held, Files.writeString(directory.resolve(name + ".pem"), held.certificatePem()), key);
    }

    /** A server that shows this certificate and trusts clients of this authority. */
    SSLContext server(Signed certificate) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate.held())
                .addTrustedCertificate(root.certificate())
                .build()
                .sslContext();
    }
}
