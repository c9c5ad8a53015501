package io.longhaul.starter.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.embed.Preparation;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedPlanTest {

    @TempDir
    Path directory;

    private Settings settings() {
        return new SettingsReader(
                        directory,
                        Map.of(
                                "HOME", directory.toString(),
                                "MYSQL_HOST", "db",
                                "MYSQL_USER", "u",
                                "MYSQL_PASSWORD", "",
                                "MYSQL_DATABASE", "shop",
                                "OPENAI_API_KEY", "sk-x"))
                .read();
    }

    @Test
    void tokensAreCountedAndPriced() {
        Tally tally = new Tally(3);
        tally.add(new Preparation.Accepted(List.of("a"), false, 400));
        tally.add(new Preparation.Accepted(List.of("a", "b"), false, 600));
        tally.add(new Preparation.Rejected("the text is empty"));
        EmbedPlan estimate = EmbedPlan.of(settings(), settings().embed("test"), tally);
        assertThat(estimate.records()).isEqualTo(3);
        assertThat(estimate.rejected()).isEqualTo(1);
        assertThat(estimate.texts()).isEqualTo(3);
        assertThat(estimate.tokens()).isEqualTo(1000);
        assertThat(estimate.batches()).isEqualTo(1);
        assertThat(estimate.costUsd()).isEqualByComparingTo("0.0000");
        assertThat(String.join("\n", estimate.text()))
                .contains("nothing is written")
                .doesNotContain("estimated");
    }

    @Test
    void aSampleStandsForAllAndSaysSo() {
        Tally tally = new Tally(895_176);
        for (int i = 0; i < 1000; i++) {
            tally.add(new Preparation.Accepted(List.of("a"), false, 250));
        }
        EmbedPlan estimate = EmbedPlan.of(settings(), settings().embed("test"), tally);
        assertThat(estimate.tokens()).isEqualTo(895_176L * 250);
        assertThat(estimate.batches()).isEqualTo(4476);
        assertThat(estimate.costUsd()).isEqualByComparingTo("4.4759");
        assertThat(String.join("\n", estimate.text()))
                .contains("estimated from 1,000 records")
                .contains("4.48 USD");
    }
}
