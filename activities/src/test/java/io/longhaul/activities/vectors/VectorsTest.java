package io.longhaul.activities.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.Verification;
import org.junit.jupiter.api.Test;

/** A collection of a real Chroma arrives in a real pgvector. */
class VectorsTest extends InVectorsWorld {

    @Test
    void everyRecordArrivesAsItIsInTheSource() {
        VectorsWorld world = world("cosine").with(250, 8);

        assertThat(world.migrate(100)).isEqualTo(new BatchCounts(250, 0, 0, 0));

        Verification found = world.verify();
        assertThat(found.examples()).isEmpty();
        assertThat(found.passed()).isTrue();
        assertThat(world.ask("SELECT string_agg(DISTINCT cmetadata ->> 'user_id', ',') FROM $.langchain_pg_embedding"))
                .isEqualTo(VectorsWorld.USER);
        assertThat(world.ask(
                        "SELECT document || (cmetadata - 'user_id') FROM $.langchain_pg_embedding WHERE id = 'r7'"))
                .isEqualTo("memo 7{\"odd\": true, \"share\": 1.0, \"title\": \"Ä \\\"7\\\" \\\\ ☃\", \"number\": 7}");
    }
}
