package io.longhaul.embedded.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.longhaul.embedded.process.UserCache;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TemporalCliTest {
    private static final String WORKING = "#!/bin/sh\nexit 0\n";
    private static final String BROKEN = "#!/bin/sh\nexit 1\n";
    private static final String BASE = "io.temporal.testing.devServerDownloadBaseUrl";

    @TempDir
    Path directory;

    private Path cacheRoot;
    private UserCache cache;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void prepare() {
        cacheRoot = directory.resolve("the cache");
        cache = UserCache.at(cacheRoot);
    }

    @AfterEach
    void reset() {
        System.clearProperty(BASE);
    }

    private static Path program(Path folder, String name, String script) throws IOException {
        Path program = Files.writeString(Files.createDirectories(folder).resolve(name), script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private Optional<Path> find(String path, TemporalCli.Source... sources) {
        return new TemporalCli(path, cache, List.of(sources), notices::add).find();
    }

    private static TemporalCli.Source source(String notice, boolean available, String script) {
        return new TemporalCli.Source() {
            @Override
            public boolean isAvailable() {
                return available;
            }

            @Override
            public String notice() {
                return notice;
            }

            @Override
            public void fetch(Path into) throws IOException {
                program(into, "temporal", script);
            }
        };
    }

    @Test
    void whatIsOnThePathComesFirst() throws Exception {
        program(cacheRoot.resolve("temporal-1.5.1"), "temporal", WORKING);
        Path second = directory.resolve("second");
        Path onPath = program(second, "temporal", WORKING);

        assertThat(find(directory.resolve("first") + File.pathSeparator + second))
                .contains(onPath);
    }

    @Test
    void whatDoesNotRunOnThePathIsPassedOverForTheCache() throws Exception {
        Path folder = directory.resolve("bin");
        program(folder, "temporal", BROKEN);
        Path cached = program(cacheRoot.resolve("temporal-1.5.1"), "temporal", WORKING);

        assertThat(find(folder.toString(), source("download", true, WORKING))).contains(cached);
        assertThat(notices).isEmpty();
    }

    @Test
    void theFirstSourceThatWorksFillsTheCacheOnceForAll() {
        Path cached = cacheRoot.resolve("temporal-1.5.1/temporal");

        assertThat(find(
                        "",
                        source("offline", false, WORKING),
                        source("download", true, BROKEN),
                        source("build", true, WORKING)))
                .contains(cached);
        assertThat(find("", source("again", true, WORKING))).contains(cached);
        assertThat(notices).containsExactly("download", "build");
    }

    @Test
    void withoutAnySourceThereIsNoneAndNoJunk() throws Exception {
        assertThat(find(null, source("download", true, BROKEN))).isEmpty();
        try (Stream<Path> files = Files.list(cacheRoot)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("temporal-1.5.1.lock");
        }
    }

    @Test
    void offlineTheDownloadIsGivenUpAtOnce() throws Exception {
        long began = System.nanoTime();
        System.setProperty(BASE, "http://127.0.0.1:9");
        assertThat(new SdkDownload().isAvailable()).isFalse();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            System.setProperty(BASE, "http://127.0.0.1:" + silent.getLocalPort());
            assertThat(new SdkDownload().isAvailable()).isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void theDownloadIsTheSdks() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        byte[] archive = archive("temporal", WORKING);
        server.createContext("/", exchange -> {
            byte[] answer = exchange.getRequestURI().getPath().equals("/archive")
                    ? archive
                    : ("{\"archiveUrl\": \"" + base + "/archive\", \"fileToExtract\": \"temporal\"}")
                            .getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : answer.length);
            if (!head) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        try {
            System.setProperty(BASE, base);
            Path cached = cacheRoot.resolve("temporal-1.5.1");
            assertThat(find("", new SdkDownload())).contains(cached.resolve("temporal"));
            try (Stream<Path> files = Files.list(cached)) {
                assertThat(files).containsExactly(cached.resolve("temporal"));
            }
        } finally {
            server.stop(0);
        }
    }

    private static byte[] archive(String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length());
            entry.setMode(0755);
            tar.putArchiveEntry(entry);
            tar.write(content.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void goBuildsItAsAToolOfAModule() throws Exception {
        Path calls = directory.resolve("calls");
        Path bin = directory.resolve("go bin");
        program(
                bin,
                "go",
                "#!/bin/sh\necho \"$@\" >> '" + calls + "'\ncat go.mod >> '" + calls + "'\n"
                        + "if [ \"$1\" = build ]; then printf '#!/bin/sh\\nexit 0\\n' > \"$3\"; chmod +x \"$3\"; fi\n");
        GoBuild build = new GoBuild(bin + File.pathSeparator + "/bin:/usr/bin", directory.resolve("logs/build.log"));

        assertThat(build.isAvailable()).isTrue();
        assertThat(find("", build)).contains(cacheRoot.resolve("temporal-1.5.1/temporal"));
        assertThat(Files.readString(calls))
                .contains(
                        "get -tool github.com/temporalio/cli/cmd/temporal@v1.5.1",
                        "module longhaul/temporal",
                        "build -o");
        assertThat(new GoBuild(directory.toString(), directory.resolve("log")).isAvailable())
                .isFalse();
    }
}
