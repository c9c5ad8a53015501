package io.longhaul.worker.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /healthz}: the process lives. {@code /readyz}: it polls, and reaches what it needs. {@code /metrics}: for
 * Prometheus. It asks for no password and tells no secret.
 */
public final class Endpoint implements AutoCloseable {

    /** A probe, a scraper, and a person beside them. */
    private static final int THREADS = 4;

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private Endpoint(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    private record Page(int status, String type, String text) {}

    /**
     * Begins to serve.
     *
     * @param port 0 for any free one
     * @throws IOException if the port is taken, or the host is none of this machine's
     */
    public static Endpoint open(String host, int port, Readiness readiness, Telemetry telemetry) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "endpoint");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        serve(server, "/healthz", () -> new Page(200, PLAIN, "ok\n"));
        serve(server, "/readyz", () -> ready(readiness.ask()));
        serve(server, "/metrics", () -> new Page(200, PROMETHEUS, telemetry.scrape()));
        server.start();
        return new Endpoint(server, threads);
    }

    private static Page ready(Readiness.Answer answer) {
        if (answer.ready()) {
            return new Page(200, PLAIN, "ready\n");
        }
        StringBuilder text = new StringBuilder("not ready\n");
        answer.problems()
                .forEach((what, problem) ->
                        text.append(what).append(": ").append(problem).append('\n'));
        return new Page(503, PLAIN, text.toString());
    }

    private static void serve(HttpServer server, String path, Supplier<Page> page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    answer(exchange, new Page(404, PLAIN, "not found\n"));
                } else if (!exchange.getRequestMethod().equals("GET")) {
                    answer(exchange, new Page(405, PLAIN, "only GET\n"));
                } else {
                    answer(exchange, page.get());
                }
            }
        });
    }

    private static void answer(HttpExchange exchange, Page page) throws IOException {
        byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.type());
        exchange.sendResponseHeaders(page.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
