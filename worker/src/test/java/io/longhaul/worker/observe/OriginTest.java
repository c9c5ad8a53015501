package io.longhaul.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginTest {

    @Test
    void aWorkflowIdSaysWhichMigrationRangeAndBatchItIs() {
        assertThat(Origin.of("longhaul/memos")).isEqualTo(new Origin("memos", null, null));
        assertThat(Origin.of("longhaul/memos/r3")).isEqualTo(new Origin("memos", "3", null));
        assertThat(Origin.of("longhaul/memos/r3/b1207")).isEqualTo(new Origin("memos", "3", "1207"));
    }

    @Test
    void anotherWorkflowsIdStandsForItself() {
        assertThat(Origin.of("nightly")).isEqualTo(new Origin("nightly", null, null));
    }

    @Test
    void anActivityTypeIsARecipeAndAStep() {
        assertThat(Step.of("Embed.VerifyRange")).isEqualTo(new Step("embed", "verifyRange"));
        assertThat(Step.of("Ledger.Begin")).isEqualTo(new Step("ledger", "begin"));
        assertThat(Step.of("Alone")).isEqualTo(new Step("none", "alone"));
    }
}
