package io.longhaul.bench.drill;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What befalls workers, starters and the embeddings API, in short. */
@Timeout(300)
class ClientDrillsTest {

    @RegisterExtension
    static final ShortDrills<Trial> DRILLS =
            ShortDrills.ofMainJob(List.of(WorkerDrills.all(), EmbeddingDrills.all(), SteeringDrills.all()));

    static List<String> names() {
        return DRILLS.names();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("names")
    void noRecordIsLostOrMovedTwice(String name) {
        DRILLS.run(name);
    }
}
