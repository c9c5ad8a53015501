package io.longhaul.activities.chroma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.tls.TlsFiles;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers mean that a real Chroma gives seldom, and what the settings take. */
class ChromaServerTest {

    private static final String TOKEN = "s3cret-token";

    private final AtomicReference<String> path = new AtomicReference<>("");
    private final AtomicReference<String> token = new AtomicReference<>("");

    private MigrationException answered(int status, String body, String header) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            path.set(exchange.getRequestURI().getRawPath());
            token.set(String.valueOf(exchange.getRequestHeaders().getFirst(header)));
            exchange.getResponseHeaders().add("Retry-After", "7");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/behind/";
            ChromaServer chroma =
                    new ChromaServer(ChromaSettings.parse(url, "my tenant", "main", TOKEN, header, TlsFiles.NONE));
            return catchThrowableOfType(MigrationException.class, () -> chroma.describe("memos"));
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHORIZED, correct CHROMA_TOKEN",
        "404, INVALID_SPEC, has no API of version 2",
        "410, INVALID_SPEC, has no API of version 2",
        "422, SCHEMA_MISMATCH, refuses it",
        "429, THROTTLED, is at its limit",
        "503, UNAVAILABLE, has trouble of its own",
        "504, TIMEOUT, did not answer in time",
        "200, UNKNOWN, answered with something else"
    })
    void anAnswerBecomesItsKindAndAWayOut(int status, FailureKind kind, String words) throws IOException {
        MigrationException failure = answered(status, "secret words", ChromaSettings.TOKEN_HEADER);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(words).hasMessageContaining("look at collection memos");
        assertThat(failure.getMessage()).doesNotContain("secret", TOKEN);
        assertThat(failure.retryAfter()).isEqualTo(status == 429 ? Duration.ofSeconds(7) : null);
        assertThat(token.get()).isEqualTo(TOKEN);
        assertThat(path.get()).isEqualTo("/behind/api/v2/tenants/my%20tenant/databases/main/collections/memos");
    }

    @Test
    void aTokenIsSentAsABearerWhereThatIsWanted() throws IOException {
        answered(503, "", ChromaSettings.AUTHORIZATION);

        assertThat(token.get()).isEqualTo("Bearer " + TOKEN);
    }

    @Test
    void chromasOwnWordForAMissingCollectionIsUnderstood() throws IOException {
        MigrationException failure =
                answered(404, "{\"error\": \"NotFoundError\", \"message\": \"x\"}", ChromaSettings.TOKEN_HEADER);

        assertThat(failure.kind()).isEqualTo(FailureKind.SCHEMA_MISMATCH);
        assertThat(failure).hasMessageContaining("has no such collection in database main of tenant my tenant");
    }

    @Test
    void nobodyThereIsUnavailable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ChromaServer chroma = new ChromaServer(ChromaSettings.parse("http://127.0.0.1:" + port));

        MigrationException failure = catchThrowableOfType(MigrationException.class, chroma::heartbeat);

        assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("cannot be reached: start it, or correct CHROMA_URL");
    }

    @ParameterizedTest
    @CsvSource({
        "chroma:8000, begins with neither",
        "http://user:hidden@chroma, holds a user name",
        "http://chroma/?hidden=1, goes on after the path",
        "http:///x, names no host"
    })
    void aWrongUrlIsNamedAndNotQuoted(String url, String words) {
        assertThatThrownBy(() -> ChromaSettings.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CHROMA_URL " + words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"));
    }

    @Test
    void aDatabaseOfItsOwnIsPartOfWhatItIs() {
        ChromaSettings plain = ChromaSettings.parse("http://chroma");
        assertThat(plain.identity()).isEqualTo("Chroma at http://chroma:8000");
        assertThat(plain.qualified("memos")).isEqualTo("memos");
        ChromaSettings own =
                ChromaSettings.parse("http://chroma", "acme", "main", null, ChromaSettings.TOKEN_HEADER, TlsFiles.NONE);
        assertThat(own.identity()).isEqualTo("Chroma at http://chroma:8000/acme/main");
        assertThat(own.qualified("memos")).isEqualTo("acme/main/memos");
    }

    @Test
    void settingsShowNoToken() {
        ChromaSettings settings = ChromaSettings.parse(
                "https://chroma.example/", "t", "d", TOKEN, ChromaSettings.TOKEN_HEADER, TlsFiles.NONE);

        assertThat(settings.url()).hasToString("https://chroma.example");
        assertThat(settings.toString()).doesNotContain(TOKEN).contains("token ****");
        assertThat(ChromaSettings.parse("http://chroma").url()).hasToString("http://chroma:8000");
    }
}
