package io.longhaul.activities.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.readiness.Encryption;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.longhaul.workflows.engine.FailureKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL that begins to speak TLS, with a certificate for another name than the one it is addressed by. */
class PostgresTlsTest {

    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).rsa2048().build();

    private static final HeldCertificate STRANGER =
            new HeldCertificate.Builder().certificateAuthority(0).rsa2048().build();

    @TempDir
    static Path directory;

    private static EmbeddedPostgres postgres;
    private static Path ca;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"), directory.resolve("postgres.log"));
        ca = Files.writeString(directory.resolve("ca.pem"), AUTHORITY.certificatePem());
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static void speakTls() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("db.example.com")
                .signedBy(AUTHORITY)
                .rsa2048()
                .build();
        Path data = directory.resolve("postgres").resolve("data");
        give(data.resolve("server.crt"), certificate.certificatePem(), data);
        give(data.resolve("server.key"), certificate.privateKeyPkcs8Pem(), data);
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    /** As the server insists. */
    private static void give(Path file, String pem, Path like) throws Exception {
        Files.writeString(file, pem);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(file, Files.getOwner(like));
    }

    private static PostgresSettings settings(String query) {
        return PostgresSettings.parse("SOURCE_URL", postgres.url() + "?" + query);
    }

    private static TargetDatabase database(PostgresSettings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.jdbcUrl());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        return new TargetDatabase(source, settings);
    }

    private static MigrationException refused(PostgresSettings settings) {
        MigrationException refused = catchThrowableOfType(
                MigrationException.class, () -> new Encryption(database(settings)).run(Target.UNWATCHED));
        assertThat(refused.kind()).isEqualTo(FailureKind.UNAUTHORIZED);
        assertThat(refused).hasMessageStartingWith("PostgreSQL at 127.0.0.1:" + postgres.port() + "/longhaul ");
        return refused;
    }

    /** A reload is asked for, and comes when the server gets to it. */
    private static Encryption.Result awaitTls(PostgresSettings settings) throws InterruptedException {
        for (int i = 0; ; i++) {
            try {
                return new Encryption(database(settings)).run(Target.UNWATCHED);
            } catch (MigrationException e) {
                if (i == 600) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    @Test
    void eachReasonWhyTlsFailsIsToldWithTheSettingThatMendsIt() throws Exception {
        assertThat(refused(settings("sslmode=require"))).hasMessageContaining("speaks no TLS: turn it on there");
        assertThat(new Encryption(database(settings("sslmode=prefer")))
                        .run(Target.UNWATCHED)
                        .tls())
                .isFalse();

        speakTls();
        Encryption.Result verified = awaitTls(settings("sslmode=verify-ca&sslrootcert=" + ca));
        assertThat(verified.tls()).isTrue();
        assertThat(verified.version()).startsWith("TLSv1.");
        assertThat(verified.cipher()).isNotEmpty();

        assertThat(refused(settings("sslmode=verify-full&sslrootcert=" + ca)))
                .hasMessageContaining("a certificate for another name");
        Path stranger = Files.writeString(directory.resolve("stranger.pem"), STRANGER.certificatePem());
        PostgresSettings untrusted = settings("sslmode=verify-ca&sslrootcert=" + stranger);
        assertThat(refused(untrusted))
                .hasMessageContaining("is not trusted here: name that authority's in sslrootcert in SOURCE_URL");
        Files.delete(stranger);
        assertThat(refused(untrusted)).hasMessageContaining("is gone: look at sslrootcert in SOURCE_URL");
    }

    @Test
    void theSettingThatIsWrongIsTheOneThatIsNamed() {
        PostgresSettings stranger =
                PostgresSettings.parse("SOURCE_URL", postgres.url().replace(postgres.password(), "wrong"));
        assertThat(refused(stranger)).hasMessageContaining("check user and password in SOURCE_URL");
        PostgresSettings elsewhere = PostgresSettings.parse("TARGET_URL", postgres.url() + "_not");
        MigrationException missing = catchThrowableOfType(
                MigrationException.class, () -> new Encryption(database(elsewhere)).run(Target.UNWATCHED));
        assertThat(missing).hasMessageContaining("create it, or name another in TARGET_URL");
    }
}
