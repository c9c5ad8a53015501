package io.longhaul.activities.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.PythonServices;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client that everybody uses makes of a migrated collection. */
class LangchainTest extends InVectorsWorld {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCRIPTS = Path.of("src/test/resources/python");

    private static String url(VectorsWorld world, String schema) {
        return world.server.url().replace("postgresql://", "postgresql+psycopg://") + "?options=-csearch_path%3D"
                + schema + ",public";
    }

    @ParameterizedTest
    @CsvSource({"cosine, COSINE, VECTOR, HNSW", "ip, MAX_INNER_PRODUCT, VECTOR, NONE", "l2, EUCLIDEAN, HALFVEC, IVFFLAT"
    })
    void itsClientOpensTheCollectionAndFindsTheNeighboursOfTheSource(
            String space, String strategy, VectorType type, VectorIndex.Kind index) throws Exception {
        VectorsWorld world = world(space).with(300, 16);
        world.spec = world.spec("memos", type, new VectorIndex(index, "64 MB", 1));
        world.migrate(100);
        float[] query = Objects.requireNonNull(
                world.stores.source(world.spec).get(List.of("r42")).get(0).vector());

        JsonNode found = JSON.readTree(PythonServices.run(
                "vectors",
                SCRIPTS.resolve("langchain_search.py"),
                url(world, world.schema),
                "memos",
                strategy,
                Arrays.toString(query),
                "{\"user_id\": \"" + VectorsWorld.USER + "\"}"));

        List<String> ids = new ArrayList<>();
        found.forEach(hit -> ids.add(hit.path(0).asText()));
        List<String> nearest = world.stores.source(world.spec).nearest(query, 5);
        assertThat(ids).hasSize(5);
        assertThat(ids.stream().filter(nearest::contains).count())
                .isGreaterThanOrEqualTo(index == VectorIndex.Kind.NONE ? 5 : 4);
        JsonNode itself = found.path(ids.indexOf("r42"));
        assertThat(itself.path(1).asText()).isEqualTo("memo 42");
        assertThat(itself.path(2).toString()).contains("\"number\":42").contains("\"user_id\":\"7f3c\"");
        assertThat(itself.path(2).path("share").isDouble()).isTrue();
        assertThat(world.verify().findings()).isEmpty();
    }

    @Test
    void theTablesAreThoseThatItMakesItself() throws Exception {
        VectorsWorld world = world("cosine").with(3, 16);
        world.spec = world.spec("memos", VectorType.VECTOR, new VectorIndex(VectorIndex.Kind.NONE, "64MB", 0));
        world.migrate(100);
        VectorsWorld its = world("cosine");
        its.execute("CREATE SCHEMA $");
        PythonServices.run("vectors", SCRIPTS.resolve("langchain_layout.py"), url(its, its.schema), "16");

        for (String what : List.of(
                "SELECT string_agg(table_name || ' ' || column_name || ' ' || udt_name || ' ' || is_nullable || ' '"
                        + " || coalesce(column_default, '-'), '; ' ORDER BY table_name, ordinal_position)"
                        + " FROM information_schema.columns WHERE table_schema = '$'",
                "SELECT string_agg(conname || ' ' || replace(pg_get_constraintdef(oid), '$.', ''), '; ' ORDER BY conname)"
                        + " FROM pg_constraint WHERE connamespace = '$'::regnamespace",
                "SELECT string_agg(replace(indexdef, '$.', ''), '; ' ORDER BY indexname) FROM pg_indexes"
                        + " WHERE schemaname = '$'",
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                        + " WHERE attrelid = '$.langchain_pg_embedding'::regclass AND attname = 'embedding'")) {
            assertThat(world.ask(what)).isEqualTo(its.ask(what)).isNotEqualTo("null");
        }
    }

    @Test
    void aTableThatItMadeIsUsedAndItsRowsStay() throws Exception {
        VectorsWorld world = world("cosine").with(120, 16);
        world.execute("CREATE SCHEMA $");
        PythonServices.run("vectors", SCRIPTS.resolve("langchain_layout.py"), url(world, world.schema), "16");

        world.execute("DROP INDEX $.ix_cmetadata_gin");
        world.migrate(100);

        assertThat(world.verify().findings()).isEmpty();
        assertThat(world.target().reset(world.job, VectorsWorld.UNWATCHED))
                .containsExactly("collection memos", world.schema + "_notes");
        assertThat(world.ask("SELECT string_agg(name, ',') FROM $.langchain_pg_collection"))
                .isEqualTo("its own");
        assertThat(world.ask("SELECT count(*) FROM pg_indexes WHERE schemaname = '$' AND indexname LIKE 'ix_%'"))
                .isEqualTo("0");
        assertThat(world.rows()).isZero();
    }
}
