package io.longhaul.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.embedded.chroma.ChromaWriter;
import io.longhaul.embedded.sample.ChromaSample;
import io.longhaul.embedded.sample.Glosses;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Chroma and pgvector in one stack, killed and started again; the first start installs them where nobody has. */
@Timeout(1_200)
@EnabledIf(value = "io.longhaul.embedded.python.PythonPackages#possible", disabledReason = "there is no Python here")
class VectorServicesTest {
    @TempDir
    static Path temporary;

    private static Connection target(String url) throws SQLException {
        URI uri = URI.create(url);
        String[] account = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), account[0], account[1]);
    }

    private static String asked(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void whatTheyHeldIsThereAfterAKillAndSoAreTheVectorsOfAPostgresThatWasStartedWithoutThem() throws Exception {
        Path directory = temporary.resolve("a stack");
        ForkedStack plain = ForkedStack.start(directory, Service.POSTGRES);
        plain.close();

        ForkedStack killed = ForkedStack.start(directory, Service.PGVECTOR, Service.CHROMA);
        try (Connection target = target(killed.setting("TARGET_URL"));
                Statement statement = target.createStatement()) {
            statement.execute("CREATE EXTENSION vector");
            statement.execute("CREATE TABLE t (v vector(3))");
            statement.execute("INSERT INTO t VALUES ('[1,2,3]')");
            statement.execute("CREATE INDEX ON t USING hnsw (v vector_cosine_ops)");
        }
        ChromaWriter chroma = new ChromaWriter(killed.setting("CHROMA_URL"));
        ChromaWriter.Found made = chroma.create("notes", "l2", Map.of("made", "here"));
        chroma.upsert(made, List.of(new ChromaWriter.Entry("a", new float[] {1, 2}, "a note", null)));
        killed.kill();

        ForkedStack again = ForkedStack.start(directory, Service.POSTGRES, Service.CHROMA);
        try (Connection target = target(again.setting("TARGET_URL"))) {
            assertThat(asked(target, "SELECT v <-> '[1,2,4]' FROM t")).isEqualTo("1");
        }
        assertThat(again.setting("CHROMA_URL")).isEqualTo(killed.setting("CHROMA_URL"));
        ChromaWriter reached = new ChromaWriter(again.setting("CHROMA_URL"));
        assertThat(reached.count(reached.find("notes").orElseThrow())).isEqualTo(1);

        sample(reached);
        again.close();
    }

    /** By vectors that cost nothing: that they are real ones is looked at where the whole command is. */
    private static void sample(ChromaWriter chroma) throws Exception {
        assertThat(Glosses.COLLECTION.isThere(chroma)).isFalse();
        int[] embedded = new int[1];
        ChromaSample.Embedding numbers = texts -> texts.stream()
                .map(text -> new float[] {embedded[0]++, text.length()})
                .toList();

        Glosses.COLLECTION.load(chroma, numbers);

        assertThat(Glosses.COLLECTION.isThere(chroma)).isTrue();
        assertThat(embedded[0]).isEqualTo(Glosses.RECORDS);
    }
}
