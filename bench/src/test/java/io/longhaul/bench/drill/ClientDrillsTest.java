package io.longhaul.bench.drill;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What befalls workers, starters and the embeddings API, in short. */
@Timeout(300)
class ClientDrillsTest {

    private static ShortDrills<Trial> drills;

    @BeforeAll
    static void startServices() throws Exception {
        drills = ShortDrills.ofMainJob();
    }

    @AfterAll
    static void stopServices() {
        drills.close();
    }

    static List<String> names() {
        return ShortDrills.of(List.of(WorkerDrills.all(), EmbeddingDrills.all(), SteeringDrills.all()));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("names")
    void noRecordIsLostOrMovedTwice(String name) {
        drills.run(name);
    }
}
