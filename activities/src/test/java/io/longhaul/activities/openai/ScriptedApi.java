package io.longhaul.activities.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An embeddings endpoint that answers as a test tells it to, and keeps what it was asked. */
final class ScriptedApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());

    /** Answers one request. */
    interface Script {
        void answer(HttpExchange exchange, JsonNode request) throws Exception;
    }

    ScriptedApi(Script script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/embeddings", exchange -> {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            requests.add(request);
            try (exchange) {
                script.answer(exchange, request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    OpenAiSettings settings() {
        return new OpenAiSettings("http://127.0.0.1:" + server.getAddress().getPort() + "/v1", "s3cret-key");
    }

    /** The bodies of the requests so far. */
    List<JsonNode> requests() {
        return List.copyOf(requests);
    }

    static Script status(int status, String body, String... headers) {
        return (exchange, request) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            send(exchange, status, body);
        };
    }

    static Script error(int status, String type, String code, String param, String... headers) {
        String body =
                "{\"error\":{\"message\":\"quotes 'private text' and s3cret-key\",\"type\":%s,\"code\":%s,\"param\":%s}}"
                        .formatted(quoted(type), quoted(code), quoted(param));
        return status(status, body, headers);
    }

    private static String quoted(String word) {
        return word == null ? "null" : "\"" + word + "\"";
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** An answer with these embeddings, each as JSON. */
    static String answer(List<String> embeddings) {
        List<String> data = new ArrayList<>();
        for (int i = 0; i < embeddings.size(); i++) {
            data.add(item(i, embeddings.get(i)));
        }
        return envelope(data);
    }

    static String item(int index, String embedding) {
        return "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}".formatted(index, embedding);
    }

    static String envelope(List<String> data) {
        return "{\"object\":\"list\",\"model\":\"m\",\"data\":[%s],\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d}}"
                .formatted(String.join(",", data), 10 * data.size(), 10 * data.size());
    }

    static String base64(float... vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return "\"" + Base64.getEncoder().encodeToString(bytes.array()) + "\"";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
