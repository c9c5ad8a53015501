package io.longhaul.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.backfill.BackfillActivitiesImpl;
import io.longhaul.activities.embed.EmbedActivitiesImpl;
import io.longhaul.activities.relational.steps.RelationalActivitiesImpl;
import io.longhaul.activities.repartition.RepartitionActivitiesImpl;
import io.longhaul.activities.repartition.ReturnActivitiesImpl;
import io.longhaul.activities.vectors.VectorsActivitiesImpl;
import io.longhaul.worker.settings.KnownRecipe;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedRecipesTest {

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void whatAllNeed() {
        environment.put("HOME", directory.toString());
        environment.put("LEDGER_URL", "postgresql://me:hunter2@127.0.0.1:1/ledger");
        environment.put("TEMPORAL_ADDRESS", "127.0.0.1:1");
    }

    private Settings settings() {
        return new SettingsReader(directory, environment).read();
    }

    private void target() {
        environment.put("TARGET_URL", "postgresql://me:hunter2@127.0.0.1:1/target");
    }

    private void servicesOfEmbed() {
        environment.putAll(Map.of(
                "MYSQL_HOST", "127.0.0.1",
                "MYSQL_USER", "reader",
                "MYSQL_PASSWORD", "",
                "MYSQL_DATABASE", "shop",
                "QDRANT_URL", "http://127.0.0.1:1",
                "OPENAI_API_KEY", "key"));
    }

    @Test
    void aProcessWithTheTargetAloneServesTheRecipesThatNeedNoMore() {
        target();
        try (Clients clients = new Clients(settings(), WorkerSlots.DEFAULT)) {
            assertThat(clients.served())
                    .containsExactlyInAnyOrder(KnownRecipe.RELATIONAL, KnownRecipe.BACKFILL, KnownRecipe.REPARTITION);
            assertThat(clients.activities("me"))
                    .hasOnlyElementsOfTypes(
                            RelationalActivitiesImpl.class,
                            BackfillActivitiesImpl.class,
                            RepartitionActivitiesImpl.class,
                            ReturnActivitiesImpl.class);
            assertThat(clients.embedding()).isEmpty();
        }
    }

    @Test
    void aProcessWithEveryServiceServesAllOfThemWhateverItsSpecSays() {
        target();
        servicesOfEmbed();
        environment.put("CHROMA_URL", "http://chroma.example.com:8000");
        try (Clients clients = new Clients(settings(), WorkerSlots.DEFAULT)) {
            assertThat(clients.served()).containsExactlyInAnyOrder(KnownRecipe.values());
            assertThat(clients.activities("me"))
                    .hasOnlyElementsOfTypes(
                            EmbedActivitiesImpl.class,
                            RelationalActivitiesImpl.class,
                            VectorsActivitiesImpl.class,
                            BackfillActivitiesImpl.class,
                            RepartitionActivitiesImpl.class,
                            ReturnActivitiesImpl.class)
                    .hasSize(6);
            assertThat(clients.embedding()).hasSize(1);
        }
    }

    @Test
    void aWorkerRefusesOnlyWhereItCouldServeNothing() {
        servicesOfEmbed();
        assertThatCode(() -> WorkerMain.requireEnough(settings())).doesNotThrowAnyException();
        environment.remove("QDRANT_URL");
        assertThat(catchThrowableOfType(MigrationException.class, () -> WorkerMain.requireEnough(settings())))
                .hasMessageContaining(
                        "no settings for qdrant for the recipe embed, or target for the recipe relational");
        target();
        assertThatCode(() -> WorkerMain.requireEnough(settings())).doesNotThrowAnyException();
        environment.remove("LEDGER_URL");
        assertThat(catchThrowableOfType(MigrationException.class, () -> WorkerMain.requireEnough(settings())))
                .hasMessageStartingWith("no settings for postgres: set them");
    }
}
