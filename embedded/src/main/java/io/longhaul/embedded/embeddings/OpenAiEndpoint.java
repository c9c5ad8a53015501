package io.longhaul.embedded.embeddings;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP side of an embeddings API on 127.0.0.1: paths, the key, the JSON, the errors. */
final class OpenAiEndpoint implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenAiEndpoint.class);
    private static final int MOST_CONNECTIONS = 256;
    private static final int LARGEST_BODY = 64 << 20;

    static {
        // Without it a small answer waits 40 ms for the client's acknowledgement of its own header.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    /** What makes vectors, or trouble. */
    @FunctionalInterface
    interface Backend {
        Reply embeddings(EmbeddingsRequest request) throws ApiError, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final String model;
    private final @Nullable String apiKey;
    private final Backend backend;
    private final AtomicLong requests = new AtomicLong();

    private OpenAiEndpoint(HttpServer server, String model, @Nullable String apiKey, Backend backend) {
        this.server = server;
        this.model = model;
        this.apiKey = apiKey;
        this.backend = backend;
        AtomicLong number = new AtomicLong();
        this.threads = new ThreadPoolExecutor(
                0, MOST_CONNECTIONS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), runnable -> {
                    Thread thread = new Thread(runnable, "embeddings-http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Starts it on the port, or on any that is free if that is 0.
     *
     * @param model that it lists; which ones it takes is up to the backend
     * @param apiKey the key to insist on, or null to take any
     */
    static OpenAiEndpoint start(int port, String model, @Nullable String apiKey, Backend backend) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), MOST_CONNECTIONS);
        OpenAiEndpoint endpoint = new OpenAiEndpoint(server, model, apiKey, backend);
        server.createContext("/", endpoint::handle);
        server.setExecutor(endpoint.threads);
        server.start();
        return endpoint;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** How many requests for embeddings came in, whatever became of them. */
    long requests() {
        return requests.get();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            send(exchange, reply(exchange));
        } catch (IOException clientGone) {
            log.debug("the client left before its answer: {}", clientGone.toString());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException, InterruptedException {
        // Read to its end in any case, or the connection cannot be used again.
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        try {
            authorize(exchange);
            return route(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), body);
        } catch (ApiError refusal) {
            return Reply.error(refusal);
        } catch (RuntimeException bug) {
            log.error("an embeddings request failed", bug);
            return Reply.error(ApiError.server(500));
        }
    }

    private void authorize(HttpExchange exchange) throws ApiError {
        if (apiKey == null) {
            return;
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] wanted = ("Bearer " + apiKey).getBytes(StandardCharsets.UTF_8);
        if (given == null || !MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8))) {
            throw ApiError.unauthorized();
        }
    }

    private Reply route(String method, String path, byte[] body) throws ApiError, IOException, InterruptedException {
        if (method.equals("POST") && path.equals("/v1/embeddings")) {
            requests.incrementAndGet();
            return backend.embeddings(EmbeddingsRequest.parse(body));
        }
        if (method.equals("GET") && path.equals("/v1/models")) {
            return Reply.models(model);
        }
        if (method.equals("GET") && path.startsWith("/v1/models/")) {
            String asked = path.substring("/v1/models/".length());
            if (!asked.equals(model)) {
                throw ApiError.unknownModel(asked);
            }
            return Reply.model(model);
        }
        throw ApiError.notFound("Invalid URL (" + method + " " + path + ")");
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), reply.body().length);
        OutputStream out = exchange.getResponseBody();
        if (reply.cutAfter() >= 0) {
            out.write(reply.body(), 0, reply.cutAfter());
            out.flush();
            // Closing the exchange with bytes owed closes the connection under the client.
            return;
        }
        out.write(reply.body());
        out.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
