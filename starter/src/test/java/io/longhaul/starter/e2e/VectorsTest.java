package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.Service;
import io.longhaul.embedded.sample.Glosses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The example of the vectors recipe, killed with all it started, given again, looked at and taken back. */
@Timeout(600)
@EnabledIf(value = "io.longhaul.embedded.python.PythonPackages#possible", disabledReason = "there is no Python here")
class VectorsTest {

    private static final String SPEC = Path.of("../examples/chroma-to-pgvector.yaml")
            .toAbsolutePath()
            .normalize()
            .toString();
    private static final int BATCH = 50;
    private static final ObjectMapper JSON = new ObjectMapper();
    static final Set<Service> SERVICES =
            EnumSet.of(Service.PGVECTOR, Service.CHROMA, Service.TEMPORAL, Service.EMBEDDINGS);

    @TempDir
    Path directory;

    private static Process start(Terminal terminal, String out) throws IOException {
        return terminal.start(
                out,
                "run",
                SPEC,
                "--yes",
                "--batch-size",
                Integer.toString(BATCH),
                "--concurrency",
                "2",
                "--output",
                "json");
    }

    @Test
    void theExampleIsKilledHalfWayAndEndsWithEveryRecordOnceAndIsTakenBack() throws Exception {
        Terminal terminal = new Terminal(directory);
        Process killed = start(terminal, "killed");
        while (killed.isAlive() && terminal.completed("killed") < 10) {
            Thread.sleep(20);
        }
        assertThat(killed.isAlive()).as(terminal.said("killed")).isTrue();
        Terminal.killAll(killed);

        Process last = start(terminal, "last");
        assertThat(last.waitFor(240, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as(terminal.said("last")).isZero();
        JsonNode json = terminal.report("last");
        assertThat(json.at("/status").asText()).isEqualTo("completed");
        assertThat(json.at("/records/processed").asInt()).isEqualTo(Glosses.RECORDS);
        assertThat(json.at("/verification/passed").asBoolean()).isTrue();
        assertThat(terminal.said("last")).doesNotContain("Preparing the sample");

        try (EmbeddedStack services = EmbeddedStack.start(directory.resolve(".longhaul"), SERVICES, notice -> {})) {
            Map<String, String> expected = inChroma(services.settings().get("CHROMA_URL"));
            try (Connection target = target(services)) {
                assertThat(expected).hasSize(Glosses.RECORDS);
                assertThat(inPostgres(target)).isEqualTo(expected);
                assertThat(number(target, "SELECT count(*) FROM langchain_pg_embedding"))
                        .isEqualTo(Glosses.RECORDS);
                assertThat(number(
                                target,
                                "SELECT count(*) FROM langchain_pg_embedding WHERE cmetadata ->> 'user_id' = '4711'"))
                        .isEqualTo(Glosses.RECORDS);

                assertThat(terminal.run("verify", "glosses", "--spec", SPEC)).contains("average");
                assertThat(terminal.run("status", "glosses", "--spec", SPEC)).contains("completed");
                assertThat(terminal.run("reset", SPEC, "--yes")).contains("glosses");
                assertThat(number(target, "SELECT count(*) FROM pg_class WHERE relname LIKE 'langchain%'"))
                        .isZero();
            }
        }
    }

    /** Each record in words, by its id. */
    private static Map<String, String> inChroma(String url) throws Exception {
        String collections = url + "/api/v2/tenants/default_tenant/databases/default_database/collections/";
        String id = JSON.readTree(answer(HttpRequest.newBuilder(URI.create(collections + Glosses.NAME))))
                .at("/id")
                .asText();
        JsonNode all = JSON.readTree(answer(HttpRequest.newBuilder(URI.create(collections + id + "/get"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"include\": [\"embeddings\", \"documents\", \"metadatas\"]}"))));
        Map<String, String> records = new TreeMap<>();
        for (int i = 0; i < all.at("/ids").size(); i++) {
            StringJoiner words = new StringJoiner("|");
            for (JsonNode number : all.at("/embeddings/" + i)) {
                words.add(Float.toString((float) number.asDouble()));
            }
            words.add(all.at("/documents/" + i).asText())
                    .add(all.at("/metadatas/" + i + "/number").asText());
            records.put(all.at("/ids/" + i).asText(), words.toString());
        }
        return records;
    }

    private static String answer(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Map<String, String> inPostgres(Connection target) throws SQLException {
        Map<String, String> records = new TreeMap<>();
        try (Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id, embedding::text, document, cmetadata ->> 'number' FROM langchain_pg_embedding")) {
            while (row.next()) {
                StringJoiner words = new StringJoiner("|");
                String numbers = row.getString(2);
                for (String number : numbers.substring(1, numbers.length() - 1).split(",", -1)) {
                    words.add(Float.toString(Float.parseFloat(number)));
                }
                records.put(
                        row.getString(1),
                        words.add(row.getString(3)).add(row.getString(4)).toString());
            }
        }
        return records;
    }

    static Connection target(EmbeddedStack services) throws SQLException {
        URI url = URI.create(services.settings().get("TARGET_URL"));
        String[] account = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), account[0], account[1]);
    }

    static long number(Connection target, String sql) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
