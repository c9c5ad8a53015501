package io.longhaul.activities.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.Metric;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A Chroma server. It is only read, so any call may be repeated. One that fails throws {@link MigrationException}. Safe for
 * many threads.
 */
public final class ChromaServer {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Until an answer begins: Chroma puts a page together first, and loads an index that it has not used yet. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    /** Of Chroma's cloud, which tells it of writing alone before it is exceeded. */
    private static final int QUOTA = 300;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChromaSettings settings;
    private final ChromaErrors errors;
    private final HttpClient http;
    private volatile int mostAtOnce = Integer.MAX_VALUE;

    /** Does not connect; the first call does. */
    public ChromaServer(ChromaSettings settings) {
        this.settings = settings;
        this.errors = new ChromaErrors(settings);
        this.http = client(settings);
    }

    private static HttpClient client(ChromaSettings settings) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        if (settings.files().present()) {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(
                        settings.files().keyManagers(),
                        new X509TrustManager[] {settings.files().trustManager()},
                        null);
                builder.sslContext(context);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Java's TLS can't be set up", e);
            }
        }
        return builder.build();
    }

    public ChromaSettings settings() {
        return settings;
    }

    /** The cheapest proof that it is there. */
    public void heartbeat() {
        json(get(URI.create(settings.url() + "/api/v2/heartbeat")), false, "ask for a heartbeat");
    }

    /** @param metadata of the collection as a whole; null where there is none */
    record Described(
            String id,
            int dimension,
            Metric metric,
            @Nullable JsonNode metadata) {}

    Described describe(String collection) {
        String doing = "look at collection " + collection;
        JsonNode found = json(get(collections("/" + encoded(collection))), true, doing);
        JsonNode metadata = found.path("metadata");
        return new Described(
                found.path("id").asText(),
                found.path("dimension").asInt(0),
                metric(found.path("configuration_json"), metadata),
                metadata.isObject() ? metadata : null);
    }

    /** Older servers keep it in the metadata alone. */
    private static Metric metric(JsonNode configuration, JsonNode metadata) {
        String space = configuration
                .path("hnsw")
                .path("space")
                .asText(configuration
                        .path("spann")
                        .path("space")
                        .asText(metadata.path("hnsw:space").asText("l2")));
        return switch (space) {
            case "cosine" -> Metric.COSINE;
            case "ip" -> Metric.INNER_PRODUCT;
            default -> Metric.L2;
        };
    }

    long count(String collection, String id) {
        return json(get(collections("/" + id + "/count")), true, "count the records of collection " + collection)
                .asLong();
    }

    /** Records in an answer: any number until a quota was exceeded. */
    int mostAtOnce() {
        return mostAtOnce;
    }

    ChromaPage page(String collection, String id, long offset, int limit) {
        ObjectNode query = everything().put("offset", offset).put("limit", limit);
        return page(collection, id, query);
    }

    ChromaPage page(String collection, String id, Collection<String> ids) {
        ObjectNode query = everything();
        ArrayNode wanted = query.putArray("ids");
        ids.forEach(wanted::add);
        return page(collection, id, query);
    }

    private ChromaPage page(String collection, String id, ObjectNode query) {
        String doing = "read collection " + collection;
        byte[] answer = send(post(collections("/" + id + "/get"), query), true, doing);
        try {
            return ChromaPage.parse(answer);
        } catch (IOException e) {
            throw errors.malformed(e, doing);
        }
    }

    private static ObjectNode everything() {
        ObjectNode query = JSON.createObjectNode();
        query.putArray("include")
                .add("embeddings")
                .add("documents")
                .add("metadatas")
                .add("uris");
        return query;
    }

    List<String> nearest(String collection, String id, float[] vector, int most) {
        ObjectNode query = JSON.createObjectNode().put("n_results", most);
        query.putArray("include");
        ArrayNode numbers = query.putArray("query_embeddings").addArray();
        for (float number : vector) {
            numbers.add(number);
        }
        JsonNode answer = json(post(collections("/" + id + "/query"), query), true, "search collection " + collection);
        List<String> ids = new ArrayList<>();
        answer.path("ids").path(0).forEach(each -> ids.add(each.asText()));
        return ids;
    }

    private URI collections(String path) {
        return URI.create(settings.url() + "/api/v2/tenants/" + encoded(settings.tenant()) + "/databases/"
                + encoded(settings.database()) + "/collections" + path);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
        String token = settings.token();
        if (token != null) {
            boolean bearer = settings.tokenHeader().equalsIgnoreCase(ChromaSettings.AUTHORIZATION);
            request.header(settings.tokenHeader(), bearer ? "Bearer " + token : token);
        }
        return request;
    }

    private HttpRequest get(URI uri) {
        return request(uri).GET().build();
    }

    private HttpRequest post(URI uri, JsonNode body) {
        return request(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private JsonNode json(HttpRequest request, boolean named, String doing) {
        try {
            return JSON.readTree(send(request, named, doing));
        } catch (IOException e) {
            throw errors.malformed(e, doing);
        }
    }

    /** @param named whether the address names a collection, so that 404 may mean that there is none */
    private byte[] send(HttpRequest request, boolean named, String doing) {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                if (new String(answer.body(), StandardCharsets.UTF_8).contains("Quota exceeded")) {
                    mostAtOnce = QUOTA;
                }
                throw errors.status(answer, named && isChromas(answer.body()), doing);
            }
            return answer.body();
        } catch (IOException e) {
            throw errors.failed(e, doing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ChromaErrors.interrupted(e, doing);
        }
    }

    /** Any server knows 404; Chroma says it in JSON, and names the kind. */
    private static boolean isChromas(byte[] body) {
        try {
            return JSON.readTree(body).path("error").isTextual();
        } catch (IOException e) {
            return false;
        }
    }
}
