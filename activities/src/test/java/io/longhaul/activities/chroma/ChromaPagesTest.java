package io.longhaul.activities.chroma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many records are asked for at once, of a server that answers with as many. */
class ChromaPagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Integer> asked = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private HttpServer server;
    private ChromaCollection collection;
    private int quota = Integer.MAX_VALUE;
    private String document = "";

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        collection = new ChromaCollection(new ChromaServer(ChromaSettings.parse(url)), "memos");
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        int wanted = request.has("ids")
                ? request.path("ids").size()
                : request.path("limit").asInt();
        if (wanted > quota) {
            send(exchange, 422, "{\"error\": \"ChromaError\", \"message\": \"Quota exceeded: 'Limit value'\"}");
            return;
        }
        ObjectNode page = JSON.createObjectNode().put("id", "1").put("dimension", 1);
        if (exchange.getRequestURI().getPath().endsWith("/get")) {
            asked.add(wanted);
            ArrayNode ids = page.putArray("ids");
            ArrayNode documents = page.putArray("documents");
            int offset = request.path("offset").asInt();
            for (int i = 1; i <= wanted; i++) {
                ids.add("r" + (offset + i));
                documents.add(document);
            }
        }
        send(exchange, 200, page.toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void read(int records) {
        collection.read(0, records, record -> read.add(record.id()));
        assertThat(read)
                .isEqualTo(
                        IntStream.rangeClosed(1, records).mapToObj(i -> "r" + i).toList());
    }

    @Test
    void pagesOfSmallRecordsAreLarge() {
        read(2_500);

        assertThat(asked).containsExactly(100, 1_000, 1_000, 400);
    }

    @Test
    void pagesOfLargeDocumentsAreSmall() {
        document = "x".repeat(200 << 10);

        read(400);

        assertThat(asked.get(0)).isEqualTo(100);
        assertThat(asked.subList(1, asked.size() - 1)).hasSize(2).allMatch(page -> page > 110 && page < 125);
    }

    @Test
    void aQuotaIsKeptFromTheFirstTimeThatItIsExceeded() {
        quota = 300;

        read(1_000);

        assertThat(asked).containsExactly(100, 300, 300, 300);
        assertThat(collection.get(IntStream.range(0, 500).mapToObj(i -> "r" + i).toList()))
                .hasSize(500);
    }
}
