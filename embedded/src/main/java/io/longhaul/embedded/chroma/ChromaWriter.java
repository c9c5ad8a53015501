package io.longhaul.embedded.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fills collections of a Chroma server, for samples and tests: the product itself only reads. Safe for many threads. */
public final class ChromaWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections";
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int NOT_FOUND = 404;

    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Does not connect; the first call does. */
    public ChromaWriter(String url) {
        this.url = url;
    }

    /** A record of a collection. */
    public record Entry(
            String id,
            float[] vector,
            @Nullable String document,
            @Nullable JsonNode metadata) {}

    /** A collection that is there. */
    public record Found(String id) {}

    /** The cheapest proof that it is there. */
    public void heartbeat() throws IOException {
        send("GET", "/api/v2/heartbeat", null);
    }

    public Optional<Found> find(String collection) throws IOException {
        HttpResponse<String> answer = exchange("GET", COLLECTIONS + "/" + collection, null);
        if (answer.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        return Optional.of(found(JSON.readTree(good(answer).body())));
    }

    /**
     * Makes a collection, or finds it as it is.
     *
     * @param space its metric: {@code cosine}, {@code l2} or {@code ip}
     * @param metadata of the collection as a whole
     */
    public Found create(String collection, String space, Map<String, String> metadata) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("name", collection).put("get_or_create", true);
        metadata.forEach(request.putObject("metadata")::put);
        request.putObject("configuration").putObject("hnsw").put("space", space);
        return found(send("POST", COLLECTIONS, request));
    }

    private static Found found(JsonNode collection) {
        return new Found(collection.path("id").asText());
    }

    public long count(Found collection) throws IOException {
        return send("GET", COLLECTIONS + "/" + collection.id() + "/count", null).asLong();
    }

    /** A record that is there already keeps its place. */
    public void upsert(Found collection, List<Entry> entries) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        ArrayNode ids = request.putArray("ids");
        ArrayNode vectors = request.putArray("embeddings");
        ArrayNode documents = request.putArray("documents");
        ArrayNode metadatas = request.putArray("metadatas");
        for (Entry entry : entries) {
            ids.add(entry.id());
            ArrayNode vector = vectors.addArray();
            for (float number : entry.vector()) {
                vector.add(number);
            }
            documents.add(entry.document());
            metadatas.add(entry.metadata());
        }
        send("POST", COLLECTIONS + "/" + collection.id() + "/upsert", request);
    }

    /** Deletes records. */
    public void delete(Found collection, List<String> ids) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        ids.forEach(request.putArray("ids")::add);
        send("POST", COLLECTIONS + "/" + collection.id() + "/delete", request);
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body) throws IOException {
        return JSON.readTree(good(exchange(method, path, body)).body());
    }

    private static HttpResponse<String> good(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("Chroma answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    private HttpResponse<String> exchange(String method, String path, @Nullable JsonNode body) throws IOException {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .method(method, publisher)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Chroma was asked");
        }
    }
}
