package io.longhaul.aws;

import io.longhaul.embedded.process.UserCache;
import io.longhaul.embedded.python.PythonPackages;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** moto's server, an AWS on this machine, of Python's packages, which the first test that needs it installs. */
final class Moto implements AutoCloseable {

    private static final Map<String, String> ACCESS = Map.of(
            "aws.region", "eu-central-1",
            "aws.accessKeyId", "test",
            "aws.secretAccessKey", "test");

    private final Process server;
    private final int port;

    private Moto(Process server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts it, and names it to the SDK as a user would. */
    static Moto start(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder(program().toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("moto.log").toFile())
                .start();
        Moto moto = new Moto(server, port);
        moto.awaitAnswer();
        ACCESS.forEach(System::setProperty);
        System.setProperty("aws.endpointUrl", moto.url());
        return moto;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private void awaitAnswer() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!answers()) {
            if (!server.isAlive() || System.nanoTime() > until) {
                close();
                throw new AssertionError("moto_server does not answer at " + url());
            }
            Thread.sleep(100);
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url() + "/moto-api/").toURL().openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path program() throws IOException {
        if (!PythonPackages.possible()) {
            String missing = "there is no Python for moto: install it, or set PYTHON to one";
            if ("1".equals(System.getenv("REQUIRE_PYTHON_SERVICES"))) {
                Assertions.fail(missing);
            }
            Assumptions.abort(missing);
        }
        Path project = project();
        PythonPackages packages = new PythonPackages(
                "aws",
                Files.readString(project.resolve(".ci/requirements-aws.txt")),
                "leave its tests out",
                UserCache.orAt(project.resolve(".longhaul-python")));
        return PythonPackages.program(
                packages.installed(Path.of("target", "python.log"), System.out::println), "moto_server");
    }

    private static Path project() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".ci"))) {
                return folder;
            }
        }
        throw new IllegalStateException("the tests do not run within the project");
    }

    @Override
    public void close() {
        ACCESS.keySet().forEach(System::clearProperty);
        System.clearProperty("aws.endpointUrl");
        server.destroy();
    }
}
