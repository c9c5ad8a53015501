package io.longhaul.activities.chroma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.PythonServices;
import io.longhaul.activities.collection.VectorRecord;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A real Chroma for tests, and the writing that the product never does. */
public final class TestChroma implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChromaDirectory served;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestChroma(ChromaDirectory served) {
        this.served = served;
    }

    /** With an empty database below the folder. */
    public static TestChroma start(Path folder) throws IOException {
        String program = PythonServices.chroma().toString();
        // Chroma makes its tables in a database that has none.
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Files.createFile(empty.resolve("chroma.sqlite3"));
        return new TestChroma(ChromaDirectory.serve(empty, program, null, folder.resolve("scratch")));
    }

    public ChromaSettings settings() {
        return served.settings();
    }

    public ChromaServer server() {
        return new ChromaServer(settings());
    }

    /** @param space {@code cosine}, {@code l2} or {@code ip} */
    public void create(String collection, String space) {
        ObjectNode request = JSON.createObjectNode().put("name", collection);
        request.putObject("metadata").put("purpose", "test");
        request.putObject("configuration").putObject("hnsw").put("space", space);
        post("", request);
    }

    public void add(String collection, List<VectorRecord> records) {
        write(collection, "add", records);
    }

    public void upsert(String collection, VectorRecord record) {
        write(collection, "upsert", List.of(record));
    }

    private void write(String collection, String verb, List<VectorRecord> records) {
        ObjectNode request = JSON.createObjectNode();
        ArrayNode ids = request.putArray("ids");
        ArrayNode vectors = request.putArray("embeddings");
        ArrayNode documents = request.putArray("documents");
        ArrayNode metadatas = request.putArray("metadatas");
        for (VectorRecord record : records) {
            ids.add(record.id());
            ArrayNode vector = vectors.addArray();
            for (float number : Objects.requireNonNull(record.vector())) {
                vector.add(number);
            }
            documents.add(record.document());
            metadatas.add(record.metadata());
        }
        post("/" + id(collection) + "/" + verb, request);
    }

    public void delete(String collection, String... ids) {
        ObjectNode request = JSON.createObjectNode();
        ArrayNode all = request.putArray("ids");
        List.of(ids).forEach(all::add);
        post("/" + id(collection) + "/delete", request);
    }

    private String id(String collection) {
        return server().describe(collection).id();
    }

    private void post(String path, JsonNode body) {
        URI uri = URI.create(
                settings().url() + "/api/v2/tenants/default_tenant/databases/default_database/collections" + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        served.close();
    }
}
