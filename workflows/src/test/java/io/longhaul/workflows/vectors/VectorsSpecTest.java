package io.longhaul.workflows.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.workflows.engine.Spec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VectorsSpecTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As in docs/vectors.md. */
    private static final String DOCUMENTED = """
            {
              "recipe": "vectors",
              "source": {"in": "chroma", "collection": "analysis_items"},
              "target": {
                "in": "pgvector", "schema": "public", "bookkeeping": "longhaul", "collection": "analysis_items",
                "type": "VECTOR", "index": {"kind": "HNSW", "memory": "256MB", "workers": 2}
              },
              "constants": {"user_id": "7f3c"},
              "sizedByCount": true,
              "queries": {"model": "text-embedding-3-small", "texts": ["vendor analysis", "market trends"]}
            }
            """;

    private static VectorsSpec between(Origin source, Destination target, Map<String, String> constants) {
        return new VectorsSpec(source, target, constants, true);
    }

    @Test
    void theDocumentedSpecIsRead() throws JsonProcessingException {
        assertThat(JSON.readValue(DOCUMENTED, Spec.class))
                .isEqualTo(new VectorsSpec(
                        new Origin.Chroma("analysis_items"),
                        new Destination.PgVector("public", "analysis_items"),
                        Map.of("user_id", "7f3c"),
                        true,
                        new SampleQueries("text-embedding-3-small", List.of("vendor analysis", "market trends"))));
    }

    @Test
    void everySourceGoesWithEveryTarget() throws JsonProcessingException {
        for (Origin source : List.of(new Origin.Chroma("a"), new Origin.PgVector("public", "a"))) {
            for (Destination target : List.of(new Destination.PgVector("public", "b"), new Destination.Qdrant("b"))) {
                Spec spec = between(source, target, Map.of());
                assertThat(JSON.readValue(JSON.writeValueAsString(spec), Spec.class))
                        .isEqualTo(spec);
            }
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        Origin source = new Origin.Chroma("a");
        Destination target = new Destination.Qdrant("b");
        assertThatThrownBy(() -> between(source, target, Map.of("user_id", " ")))
                .hasMessage("a constant of the metadata has no value: user_id");
        assertThatThrownBy(() -> new Origin.Chroma("")).hasMessage("the collection to read has no name");
        assertThatThrownBy(() -> new VectorIndex(VectorIndex.Kind.HNSW, "lots", 1))
                .hasMessageContaining("give a number with kB, MB, GB or TB");
        assertThatThrownBy(() ->
                        new Destination.PgVector("longhaul", "longhaul", "b", VectorType.VECTOR, VectorIndex.HNSW))
                .hasMessageContaining("give the bookkeeping a schema of its own");
        assertThatThrownBy(() -> new SampleQueries("m", List.of())).hasMessageContaining("give 1 to 100");
    }
}
