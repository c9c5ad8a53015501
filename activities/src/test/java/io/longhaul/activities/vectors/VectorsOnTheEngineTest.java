package io.longhaul.activities.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.MigrationResult;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The recipe in the engine's workflows, from its survey to its verification. */
class VectorsOnTheEngineTest extends InVectorsWorld {

    @Test
    void aMigrationCopiesIndexesAndComparesWithoutAVectorInItsHistory() {
        VectorsWorld world = world("cosine").with(1_200, 8);
        VectorsSpec bySize = new VectorsSpec(world.spec.source(), world.spec.target(), world.spec.constants(), true);

        try (OnTheEngine engine = new OnTheEngine(world)) {
            MigrationResult result = engine.run(bySize, new Tuning(200, 4, 0.2));

            assertThat(result.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(result.totals().records().processed()).isEqualTo(1_200);
            assertThat(result.totals().batches().completed()).isEqualTo(3);
            Verification found = Objects.requireNonNull(result.verification());
            assertThat(found.passed()).isTrue();
            assertThat(world.rows()).isEqualTo(1_200);
            for (String workflow : List.of("", "/r0", "/r0/b0")) {
                assertThat(engine.history(workflow).toJson(false))
                        .contains("vectors")
                        .doesNotContain("memo 1", "☃");
            }
        }
    }
}
